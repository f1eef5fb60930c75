/** app.db: the Prisma client of the configured engine. */

import { rm } from "node:fs/promises";
import { dirname } from "node:path";

import type { FastifyBaseLogger } from "fastify";
import fp from "fastify-plugin";

import { type Database, type OnQuery, openDatabase } from "../database/open-database.ts";

declare module "fastify" {
  interface FastifyInstance {
    db: Database;
  }
}

export const database = fp(
  async (app) => {
    const { database: settings, environment, logQueries } = app.config;
    const db = await openDatabase(settings, logQueries ? logTo(app.log) : undefined);
    app.decorate("db", db);
    app.addHook("onClose", async () => {
      await db.$disconnect();
      if (settings.throwaway) { await rm(dirname(settings.url.replace("file:", "")), { recursive: true }); }
    });
    app.log.info({ environment, database: settings.source }, "Database chosen");
  },
  { name: "database" },
);

/** Without the values, which may be anybody's data. */
function logTo(log: FastifyBaseLogger): OnQuery {
  return ({ query, duration }) => log.info({ sql: query, ms: duration }, "query");
}
