/**
 * The queue with Redis: the relay hands outbox rows to BullMQ, the worker does them. The job's id
 * is the row's, so a row twice is one job.
 */

import { Queue, Worker } from "bullmq";
import type { FastifyBaseLogger } from "fastify";

import type { Database } from "../database/open-database.ts";
import { connectRedis } from "../plugins/redis.ts";
import { startLoop } from "./loop.ts";
import { recordFailure, runTask } from "./outbox.ts";
import { type Policy, policy, queueName, type TaskContext, type TaskHandler } from "./task.ts";

/** A row that was handed over so long ago and is still there was lost with a crash of Redis. */
const lostAfterMs = 15 * 60_000;

export interface Relay {
  wake(): void;
  check(): Promise<unknown>;
  close(): Promise<void>;
}

export function startRelay(
  db: Database,
  url: string,
  log: FastifyBaseLogger,
  { retries, retryDelayMs }: Policy = policy,
): Relay {
  const connection = connectRedis(url, log);
  const queue = new Queue(queueName, { connection });
  queue.on("error", () => {}); // connectRedis tells it
  const options = {
    attempts: retries + 1,
    backoff: { type: "fixed", delay: retryDelayMs },
    removeOnComplete: { count: 1_000 },
    removeOnFail: { count: 1_000 },
  };
  const loop = startLoop(
    5_000,
    async () => {
      const lost = new Date(Date.now() - lostAfterMs);
      const rows = await db.outbox.findMany({
        where: { failedAt: null, OR: [{ publishedAt: null }, { publishedAt: { lt: lost } }] },
        orderBy: { createdAt: "asc" },
        take: 500,
      });
      for (const { id, task } of rows) {
        await queue.add(task, {}, { ...options, jobId: id });
        await db.outbox.updateMany({ where: { id }, data: { publishedAt: new Date() } });
      }
      if (rows.length === 500) loop.wake();
    },
    (error) => log.warn({ err: error }, "The outbox could not be handed to the queue"),
  );
  return {
    wake: () => loop.wake(),
    check: () => connection.ping(),
    async close() {
      if (connection.status !== "ready") connection.disconnect(); // else what waits for Redis would wait on
      await loop.stop();
      await queue.close();
      connection.disconnect();
    },
  };
}

export async function startWorker(
  db: Database,
  { queue, results }: { queue: string; results?: string },
  handlers: Record<string, TaskHandler>,
  context: Omit<TaskContext, "signal">,
): Promise<{ close(): Promise<void> }> {
  const { log, tellError } = context;
  const connection = connectRedis(queue, log, { patient: true });
  const store = results ? connectRedis(results, log, { patient: true }) : undefined;
  const worker = new Worker(
    queueName,
    async (job) => (await runTask(db, job.id!, handlers, context)).result ?? null,
    {
      connection,
      concurrency: 5,
      maxStalledCount: 5, // a rolling deploy may interrupt a job more than once
    },
  );
  worker.on("error", () => {}); // connectRedis tells it
  worker.on(
    "completed",
    (job, result) => void store?.set(`result:${job.id}`, JSON.stringify(result), "EX", 86_400),
  );
  worker.on("failed", (job, error) => {
    const last = job !== undefined && job.attemptsMade >= (job.opts.attempts ?? 1);
    log[last ? "error" : "warn"](
      { err: error, task: job?.name, task_id: job?.id, attempt: job?.attemptsMade },
      "Task failed",
    );
    if (last) {
      tellError?.(error, { task: job.name, task_id: job.id! });
      recordFailure(db, job.id!, error).catch((cause: unknown) =>
        log.error({ err: cause }, "The failure could not be recorded"),
      );
    }
  });
  await worker.waitUntilReady();
  return {
    async close() {
      await worker.close(connection.status !== "ready");
      connection.disconnect();
      store?.disconnect();
    },
  };
}
