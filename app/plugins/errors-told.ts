/** app.tellError: errors that nobody foresaw go to Sentry, where one is configured. */

import fp from "fastify-plugin";

import type { SentryConfig } from "../config/sentry.ts";

/** Of the request or the task that failed */
type Tags = Readonly<Record<string, string>>;

export interface ErrorTeller {
  tell(error: unknown, tags: Tags): void;
  close(): Promise<void>;
}

declare module "fastify" {
  interface FastifyInstance {
    tellError: ErrorTeller["tell"];
  }
}

/** What is not told within is lost when the process ends. */
const flushMs = 2_000;

export async function openErrorTeller(config: SentryConfig | undefined): Promise<ErrorTeller> {
  if (!config) return { tell() {}, async close() {} };
  const sentry = await import("@sentry/node"); // 60 MB that most do without
  sentry.init({
    ...config,
    // its own would tell errors first, without what we know of them
    integrations: (defaults) => defaults.filter(({ name }) => name !== "Fastify"),
  });
  return {
    tell: (error, tags) => void sentry.captureException(error, { tags }),
    close: async () => void (await sentry.close(flushMs)),
  };
}

export const errorsTold = fp(
  async (app) => {
    const { tell, close } = await openErrorTeller(app.config.sentry);
    app.decorate("tellError", tell);
    app.addHook("onClose", close);
    if (app.config.sentry) app.log.info("Errors are told to Sentry");
  },
  { name: "errors-told" },
);
