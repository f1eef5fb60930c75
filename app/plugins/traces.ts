/** Requests as OpenTelemetry spans, sent by OTLP over HTTP, where a collector is configured. */

import fp from "fastify-plugin";

/** Probes and scrapes would be most of what there is to see. */
const untraced = new Set(["/health", "/healthz", "/livez", "/metrics"]);

/** Comes first: it wraps the hooks of those that follow. */
export const traces = fp(
  async (app) => {
    const { traces: config } = app.config;
    if (!config) return;
    const otel = await loadSdk(); // 30 MB that most do without
    const { endpoint, headers, serviceName, sampleRate } = config;
    const provider = new otel.NodeTracerProvider({
      resource: otel.defaultResource().merge(
        otel.resourceFromAttributes({ "service.name": serviceName }),
      ),
      sampler: new otel.ParentBasedSampler({ root: new otel.TraceIdRatioBasedSampler(sampleRate) }),
      spanProcessors: [
        new otel.BatchSpanProcessor(
          new otel.OTLPTraceExporter({ url: `${endpoint}/v1/traces`, headers }),
        ),
      ],
    });
    provider.register();
    const instrumentation = new otel.FastifyOtelInstrumentation({
      instrumentHooks: false,
      instrumentHandler: false,
      ignorePaths: ({ url }) => untraced.has(url.replace(/\/?(\?.*)?$/, "")),
      requestHook(span, { method, id, routeOptions: { url: route = "unknown" } }) {
        span.updateName(`${method} ${route}`);
        // a path may hold a token
        span.setAttributes({ "url.path": route, "http.request.id": id });
      },
    });
    instrumentation.setTracerProvider(provider);
    await app.register(instrumentation.plugin());
    app.addHook("onClose", () => provider.shutdown());
    app.log.info("Requests are traced by OpenTelemetry");
  },
  { name: "traces" },
);

async function loadSdk() {
  const [sdk, exporter, fastify, resources] = await Promise.all([
    import("@opentelemetry/sdk-trace-node"),
    import("@opentelemetry/exporter-trace-otlp-http"),
    import("@fastify/otel"),
    import("@opentelemetry/resources"),
  ]);
  return { ...sdk, ...exporter, ...fastify, ...resources };
}
