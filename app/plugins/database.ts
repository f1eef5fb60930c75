/** app.db: the Prisma client of the configured engine. */

import fp from "fastify-plugin";

import { type Database, openDatabase } from "../database/open-database.ts";

declare module "fastify" {
  interface FastifyInstance {
    db: Database;
  }
}

export const database = fp(
  async (app) => {
    const db = await openDatabase(app.config.database);
    app.decorate("db", db);
    app.addHook("onClose", () => db.$disconnect());
    app.log.info(
      { environment: app.config.environment, database: app.config.database.source },
      "Database chosen",
    );
  },
  { name: "database" },
);
