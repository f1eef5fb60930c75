/**
 * Makes the server: plugins, then the table of modules. The only way to make it, for tests too.
 */

import compress from "@fastify/compress";
import cookie from "@fastify/cookie";
import formbody from "@fastify/formbody";
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import fastify, { type FastifyInstance } from "fastify";
import type { Redis } from "ioredis";

import type { Config } from "./config/config.ts";
import { AppError, sendError } from "./errors.ts";
import { readJsonBodies } from "./json-body.ts";
import { authRoutes } from "./modules/auth/routes.ts";
import { sessionRoutes } from "./modules/auth/session-routes.ts";
import { claimRoutes } from "./modules/claims/routes.ts";
import { collectionRoutes } from "./modules/collections/routes.ts";
import { contactRoutes } from "./modules/contact/routes.ts";
import { clientCalls } from "./modules/integrations/client-calls.ts";
import { integrationRoutes } from "./modules/integrations/routes.ts";
import { loanRoutes } from "./modules/loans/routes.ts";
import { notificationRoutes } from "./modules/notifications/routes.ts";
import { opsRoutes } from "./modules/ops/routes.ts";
import { formats } from "./modules/schemas.ts";
import { access } from "./plugins/access.ts";
import { batching } from "./plugins/batching.ts";
import { cache } from "./plugins/cache.ts";
import { counters } from "./plugins/counters.ts";
import { database } from "./plugins/database.ts";
import { docs } from "./plugins/docs.ts";
import { errorsTold } from "./plugins/errors-told.ts";
import { events } from "./plugins/events.ts";
import { limits } from "./plugins/limits.ts";
import { queue } from "./plugins/queue.ts";
import { security } from "./plugins/security.ts";
import { logOptions, type LogStream, telemetry } from "./plugins/telemetry.ts";
import { traces } from "./plugins/traces.ts";
import { buildValidator } from "./validator.ts";

declare module "fastify" {
  interface FastifyInstance {
    config: Config;
    /** Counts the limits; undefined when the process does */
    redis: Redis | undefined;
  }
}

const plugins = [
  ...[traces, telemetry, errorsTold, security, database, access, limits, clientCalls, counters],
  ...[cache, queue, events, docs, batching],
];
const table: Modules = {
  auth: authRoutes,
  sessions: sessionRoutes,
  claims: claimRoutes,
  collections: collectionRoutes,
  contact: contactRoutes,
  integrations: integrationRoutes,
  loans: loanRoutes,
  notifications: notificationRoutes,
  ops: opsRoutes,
};

export type Modules = Record<string, FastifyPluginAsyncTypebox>;

interface Options {
  modules?: Modules;
  /** Takes the log, line by line, instead of standard output */
  logStream?: LogStream;
}

export async function buildApp(
  config: Config,
  { modules = table, logStream }: Options = {},
): Promise<FastifyInstance> {
  const app = fastify({
    ...logOptions(config, logStream),
    trustProxy: config.trustProxy,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 2_000 }, // a token may be one
    requestTimeout: 30_000,
    return503OnClosing: false, // what was accepted is answered
    frameworkErrors: sendError,
    ajv: { customOptions: { formats } },
    schemaController: { compilersFactory: { buildValidator: buildValidator as never } },
  });
  app.decorate("config", config);
  app.setErrorHandler(sendError);
  for (const warning of config.warnings) app.log.warn(warning);
  try {
    await assemble(app, modules);
  } catch (error) {
    await app.close();
    throw error;
  }
  return app;
}

async function assemble(app: FastifyInstance, modules: Modules): Promise<void> {
  readJsonBodies(app);
  await app.register(formbody);
  await app.register(cookie);
  await app.register(compress, { encodings: ["br", "gzip"], globalDecompression: false });
  for (const plugin of plugins) await app.register(plugin);
  app.setNotFoundHandler({ preHandler: app.limitUnknown }, () => {
    throw new AppError("not_found", "There is no such path.");
  });
  for (const routes of Object.values(modules)) await app.register(routes);
  await app.ready();
}
