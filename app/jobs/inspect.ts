/**
 * What a checklist asks of a running system, as one line of JSON: migrations, the seed's users, the
 * last time of each audited action, who reads the queue, how the Point API does. Judges nothing.
 */

import { Queue } from "bullmq";
import { pino } from "pino";

import { type Config, readConfig } from "../config/config.ts";
import type { Database } from "../database/open-database.ts";
import { summarise } from "../modules/integrations/summary.ts";
import { connectRedis } from "../plugins/redis.ts";
import { readState } from "../prisma/deploy/history.ts";
import { queueName } from "../queue/task.ts";
import { defineCommand } from "./command.ts";
import { profiles } from "./seed.ts";

export const inspect = defineCommand({ usage: "inspect", options: {} }, async (db) => {
  const config = readConfig();
  const { scheduled, schedule, alerts } = config.point;
  return JSON.stringify({
    pending: (await readState(config.database)).pending,
    seeded: await listSeeded(db),
    lastOf: await listLast(db),
    workers: await countWorkers(config),
    point: {
      scheduled,
      intervalHours: schedule.intervalHours,
      alerts: (await summarise(db, alerts)).alerts,
    },
  });
});

async function listSeeded(db: Database): Promise<string[]> {
  const username = { in: Object.values(profiles).flat().map((user) => user.username) };
  const users = await db.user.findMany({ where: { username, active: true }, orderBy: { id: "asc" } });
  return users.map((user) => user.username);
}

async function listLast(db: Database): Promise<Record<string, Date | null>> {
  const rows = await db.auditLog.groupBy({ by: ["action"], _max: { timestamp: true } });
  return Object.fromEntries(rows.map(({ action, _max }) => [action, _max.timestamp]));
}

/** Without Redis, workers read the outbox, where nobody can count them. */
async function countWorkers({ redis }: Config): Promise<number | null> {
  if (!redis.queue) return null;
  const connection = connectRedis(redis.queue, pino({ level: "silent" }), { patient: true });
  const queue = new Queue(queueName, { connection });
  queue.on("error", () => {});
  try {
    return await queue.getWorkersCount();
  } finally {
    await queue.close();
    connection.disconnect();
  }
}
