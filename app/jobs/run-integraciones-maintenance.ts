/** Maintenance of the Point API from a shell or cron: dry, or live when it is confirmed. */

import type { Database } from "../database/open-database.ts";
import { actions, bounds, defaults, type Limits, runMaintenance } from "../modules/integrations/maintenance.ts";
import { JobError } from "../process.ts";
import { defineCommand } from "./command.ts";

const usage = `run-integraciones-maintenance --dry-run | --confirm-live YES [--verify]
  [--idle-days 30] [--idle-limit 100] [--retain-days 90] [--max-delete 5000] [--actor-username NAME]`;

/** The options of the four limits, for the smoke too */
export const limitOptions = {
  "idle-days": { type: "string" },
  "idle-limit": { type: "string" },
  "retain-days": { type: "string" },
  "max-delete": { type: "string" },
} as const;

export const runIntegracionesMaintenance = defineCommand(
  {
    usage,
    options: {
      "dry-run": { type: "boolean" },
      "confirm-live": { type: "string" },
      verify: { type: "boolean" },
      "actor-username": { type: "string" },
      ...limitOptions,
    },
  },
  async (db, { values }) => {
    const [dry, word] = [values["dry-run"] ?? false, values["confirm-live"]];
    if (dry === (word !== undefined) || (word !== undefined && word !== "YES")) {
      throw new JobError(`Either --dry-run or --confirm-live YES\nUsage: ${usage}`, { exitCode: 2 });
    }
    const userId = await findActor(db, values["actor-username"]);
    const limits = readLimits(values);
    const totals = await runMaintenance(db, limits, { dryRun: dry, userId });
    const line = JSON.stringify({ job: "run-integraciones-maintenance", ...totals });
    return values.verify ? `${line}\n${await showLast(db)}` : line;
  },
);

/** Throws JobError. */
export function readLimits(
  values: { [K in keyof typeof limitOptions]?: string | undefined },
): Limits {
  const limits: Limits = { ...defaults };
  for (const name of Object.keys(limitOptions) as (keyof typeof limitOptions)[]) {
    const key = name.replace("-", "_") as keyof Limits;
    const text = values[name] ?? String(defaults[key]);
    if (!/^[1-9]\d*$/.test(text) || Number(text) > bounds[key]) {
      throw new JobError(`--${name} must be a number from 1 to ${bounds[key]}`, { exitCode: 2 });
    }
    limits[key] = Number(text);
  }
  return limits;
}

async function findActor(db: Database, username: string | undefined): Promise<number | null> {
  if (username === undefined) return null;
  const found = await db.user.findUnique({ where: { username: username.toLowerCase() } });
  if (!found) throw new JobError(`There is no user "${username}"`);
  return found.id;
}

/** As the history shows it (P004-46) */
async function showLast(db: Database): Promise<string> {
  const { action, timestamp, user, payload } = await db.auditLog.findFirstOrThrow({
    where: { action: actions.run },
    orderBy: { id: "desc" },
    include: { user: true },
  });
  return `${timestamp.toISOString()} - ${action} - ${user?.username ?? "system"} - ${payload}`;
}
