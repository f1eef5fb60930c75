/** Requests as spans, told to a server that stands for an OpenTelemetry collector. */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { expect, onTestFinished, test } from "vitest";

import { readConfig } from "../../app/config/config.ts";
import { startApp } from "./helper.ts";

interface Span {
  traceId: string;
  name: string;
  attributes: { key: string; value: unknown }[];
}

interface Sent {
  resourceSpans: {
    resource: { attributes: { key: string; value: { stringValue?: string } }[] };
    scopeSpans: { spans: Span[] }[];
  }[];
}

/** Takes OTLP as JSON. */
async function startCollector() {
  const sent: Sent[] = [];
  const keys: unknown[] = [];
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const part of request) text += String(part);
    if (request.url === "/v1/traces") sent.push(JSON.parse(text) as Sent);
    keys.push(request.headers["x-key"]);
    response.end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const spans = () =>
    sent.flatMap(({ resourceSpans }) =>
      resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((one) => one.spans)),
    );
  return { sent, keys, spans, endpoint: `http://127.0.0.1:${port}` };
}

const traceId = "0af7651916cd43dd8448eb211c80319c";

test("a request is one span, of its caller's trace; probes are none, and no path is told", async () => {
  const { sent, keys, spans, endpoint } = await startCollector();
  const app = await startApp({
    variables: {
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      OTEL_EXPORTER_OTLP_HEADERS: "x-key=one",
      OTEL_SERVICE_NAME: "claims",
    },
  });
  await app.get("/livez");
  await app.get("/health/?verbose=1");
  await app.get("/api/reclamos/4711?key=secret-in-a-query", {
    traceparent: `00-${traceId}-b7ad6b7169203331-01`,
  });
  await app.app.close();
  expect(spans()).toHaveLength(1);
  const [span] = spans();
  expect(span).toMatchObject({ traceId, name: "GET /api/reclamos/:id" });
  expect(span!.attributes).toContainEqual({
    key: "http.response.status_code",
    value: { intValue: 401 },
  });
  expect(JSON.stringify(sent)).not.toMatch(/4711|secret-in-a-query/);
  expect(sent[0]!.resourceSpans[0]!.resource.attributes).toContainEqual({
    key: "service.name",
    value: { stringValue: "claims" },
  });
  expect(keys).toEqual(["one"]);
});

test("what is wrong with the variables is told at the start", () => {
  const read = (variables: Record<string, string>) =>
    readConfig({
      DATABASE_URL: "sqlite://",
      OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318/",
      ...variables,
    }).traces;
  expect(read({})).toMatchObject({ endpoint: "http://collector:4318", sampleRate: 1 });
  expect(() => read({ OTEL_EXPORTER_OTLP_ENDPOINT: "collector:4318" })).toThrow("OTEL_EXPORTER");
  expect(() => read({ OTEL_TRACES_SAMPLER_ARG: "2" })).toThrow("OTEL_TRACES_SAMPLER_ARG");
  expect(() => read({ OTEL_EXPORTER_OTLP_HEADERS: "none" })).toThrow("OTEL_EXPORTER_OTLP_HEADERS");
});
