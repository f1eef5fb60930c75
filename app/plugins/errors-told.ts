/** app.tellError: errors that nobody foresaw go to Sentry, where one is configured. */

import fp from "fastify-plugin";

declare module "fastify" {
  interface FastifyInstance {
    tellError(error: unknown, context: { requestId: string; route: string }): void;
  }
}

/** What is not told within is lost when the process ends. */
const flushMs = 2_000;

export const errorsTold = fp(
  async (app) => {
    const { sentry: config } = app.config;
    if (!config) {
      app.decorate("tellError", () => {});
      return;
    }
    const sentry = await import("@sentry/node"); // 60 MB that most do without
    sentry.init({
      ...config,
      // its own would tell errors first, without what we know of them
      integrations: (defaults) => defaults.filter(({ name }) => name !== "Fastify"),
    });
    app.decorate("tellError", (error, { requestId, route }) => {
      sentry.captureException(error, { tags: { request_id: requestId, route } });
    });
    app.addHook("onClose", () => sentry.flush(flushMs).then(() => {}));
    app.log.info("Errors are told to Sentry");
  },
  { name: "errors-told" },
);
