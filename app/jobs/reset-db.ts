/** Takes every migration back and applies it again: all data is gone. In dev alone (L001-31). */

import { readDatabaseConfig } from "../config/config.ts";
import type { Command } from "../jobs.ts";
import { deploy } from "../prisma/deploy/deploy.ts";
import { revert } from "../prisma/deploy/history.ts";
import { JobError } from "../process.ts";
import { parse } from "./arguments.ts";

export const resetDb: Command = async (args) => {
  const { values } = parse(args, { yes: { type: "boolean" } }, 0, "reset-db --yes");
  const environment = process.env["ENVIRONMENT"] || "dev";
  if (environment !== "dev" || process.env["NODE_ENV"] === "production") {
    throw new JobError(`reset-db is for dev alone; this is ${environment}`);
  }
  if (!values.yes) {
    throw new JobError("reset-db deletes all data: say so with --yes", { exitCode: 2 });
  }
  const config = readDatabaseConfig();
  await deploy(config);
  await revert(config);
  const migrations = await deploy(config);
  return JSON.stringify({ job: "reset-db", database: config.source, migrations });
};
