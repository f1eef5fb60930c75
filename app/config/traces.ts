/** Where traces go, when anywhere: by the variables that OpenTelemetry names (OTEL_*). */

import { type Faults, type Variables } from "./variables.ts";

export interface TracesConfig {
  /** Of OTLP over HTTP; `/v1/traces` comes after it */
  endpoint: string;
  headers: Record<string, string>;
  serviceName: string;
  /** Of all requests that come without a decision of their caller's, from 0 to 1 */
  sampleRate: number;
}

/** Without OTEL_EXPORTER_OTLP_ENDPOINT nowhere. */
export function readTraces(variables: Variables, faults: Faults): TracesConfig | undefined {
  const endpoint = variables["OTEL_EXPORTER_OTLP_ENDPOINT"];
  if (endpoint === undefined) return undefined;
  if (!/^https?:$/.test(URL.parse(endpoint)?.protocol ?? "")) {
    faults.add("OTEL_EXPORTER_OTLP_ENDPOINT", "must read http://HOST:PORT or https://HOST");
  }
  const sampleRate = Number(variables["OTEL_TRACES_SAMPLER_ARG"] ?? "1");
  if (!(sampleRate >= 0 && sampleRate <= 1)) {
    faults.add("OTEL_TRACES_SAMPLER_ARG", "must be a number from 0 to 1");
  }
  return {
    endpoint: endpoint.replace(/\/$/, ""),
    headers: readHeaders(variables["OTEL_EXPORTER_OTLP_HEADERS"] ?? "", faults),
    serviceName: variables["OTEL_SERVICE_NAME"] ?? "andamio-app",
    sampleRate,
  };
}

/** As OpenTelemetry writes them: `name=value,name=value`. */
function readHeaders(text: string, faults: Faults): Record<string, string> {
  const pairs = text.split(",").filter((pair) => pair.trim() !== "");
  if (pairs.some((pair) => !/^\s*[\w-]+\s*=/.test(pair))) {
    faults.add("OTEL_EXPORTER_OTLP_HEADERS", "must read NAME=VALUE,NAME=VALUE");
  }
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name = "", ...value] = pair.split("=");
      return [name.trim(), decodeURIComponent(value.join("=").trim())];
    }),
  );
}
