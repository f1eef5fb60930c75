/** Where errors are told, when anywhere (R002-64 to R002-66). */

import { type Faults, type Variables } from "./variables.ts";

export interface SentryConfig {
  dsn: string;
  environment: string;
  /** Of all requests, from 0 to 1 */
  tracesSampleRate: number;
  profilesSampleRate: number;
}

/** Without SENTRY_DSN nowhere. */
export function readSentry(
  variables: Variables,
  environment: string,
  faults: Faults,
): SentryConfig | undefined {
  const dsn = variables["SENTRY_DSN"];
  if (dsn === undefined) return undefined;
  const url = URL.parse(dsn);
  if (!url?.username || !url.hostname || !/\/\d+$/.test(url.pathname)) {
    faults.add("SENTRY_DSN", "must read https://KEY@HOST/PROJECT");
  }
  const rate = (name: string): number => {
    const value = Number(variables[name] ?? "1");
    if (!(value >= 0 && value <= 1)) faults.add(name, "must be a number from 0 to 1");
    return value;
  };
  return {
    dsn,
    environment,
    tracesSampleRate: rate("SENTRY_TRACES_SAMPLE_RATE"),
    profilesSampleRate: rate("SENTRY_PROFILES_SAMPLE_RATE"),
  };
}
