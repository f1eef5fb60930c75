/** Takes every migration back and applies it again: all data is gone. In dev alone (L001-31). */

import { readFileSync } from "node:fs";
import { join } from "node:path";

import { readDatabaseConfig } from "../config/config.ts";
import type { Command } from "../jobs.ts";
import { deploy, openSession } from "../prisma/deploy/deploy.ts";
import { listMigrations } from "../prisma/deploy/migrations.ts";
import { JobError } from "../process.ts";
import { root } from "../root.ts";

export const resetDb: Command = async (args) => {
  const environment = process.env["ENVIRONMENT"] || "dev";
  if (environment !== "dev" || process.env["NODE_ENV"] === "production") {
    throw new JobError(`reset-db is for dev alone; this is ${environment}`);
  }
  if (args.length !== 1 || args[0] !== "--yes") {
    throw new JobError("reset-db deletes all data: say so with --yes", { exitCode: 2 });
  }
  const config = readDatabaseConfig();
  await deploy(config);
  const session = await openSession(config);
  try {
    for (const { name } of listMigrations(config.engine).reverse()) {
      const folder = join(root, "prisma/migrations", config.engine, name);
      await session.run(readFileSync(join(folder, "down.sql"), "utf8"));
    }
    await session.run("DELETE FROM _prisma_migrations");
  } finally {
    await session.close();
  }
  const migrations = await deploy(config);
  return JSON.stringify({ job: "reset-db", database: config.source, migrations });
};
