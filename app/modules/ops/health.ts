/** Is every configured dependency there? Tells which one is not, and nothing more (X06). */

import { setTimeout as sleep } from "node:timers/promises";

import type { FastifyInstance } from "fastify";

import { checkDatabase } from "../../database/check-database.ts";

export interface Health {
  status: "ok" | "unavailable";
  /** `skipped` is what is not configured */
  checks: Record<"database" | "redis" | "queue", string>;
}

export async function checkHealth(
  app: Pick<FastifyInstance, "db" | "config" | "redis" | "queue">,
): Promise<Health> {
  const { db, config, redis, queue } = app;
  const [database, cache, tasks] = await Promise.all([
    within(checkDatabase(db, config.database.engine)),
    redis ? within(redis.ping().then(() => "ok")) : "skipped",
    within(queue.check().then(() => "ok")),
  ]);
  const checks = { database, redis: cache, queue: tasks };
  return {
    status: Object.values(checks).every((check) => check === "ok" || check === "skipped")
      ? "ok"
      : "unavailable",
    checks,
  };
}

/** A dependency that hangs is one that does not answer. */
async function within(check: Promise<string>): Promise<string> {
  const limit = new AbortController();
  const late = sleep(2_000, "unavailable", { signal: limit.signal, ref: false }).catch(
    () => "unavailable",
  );
  try {
    return await Promise.race([check, late]);
  } catch {
    return "unavailable";
  } finally {
    limit.abort();
  }
}
