/** app.db: the Prisma client of the configured engine. */

import { rm } from "node:fs/promises";
import { dirname } from "node:path";

import fp from "fastify-plugin";

import { type Database, openDatabase } from "../database/open-database.ts";

declare module "fastify" {
  interface FastifyInstance {
    db: Database;
  }
}

export const database = fp(
  async (app) => {
    const { database: settings, environment } = app.config;
    const db = await openDatabase(settings);
    app.decorate("db", db);
    app.addHook("onClose", async () => {
      await db.$disconnect();
      if (settings.throwaway) { await rm(dirname(settings.url.replace("file:", "")), { recursive: true }); }
    });
    app.log.info({ environment, database: settings.source }, "Database chosen");
  },
  { name: "database" },
);
