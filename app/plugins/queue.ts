/**
 * app.queue: sees to it that the rows of the outbox are done. Handed to BullMQ with Redis, done in
 * this process without.
 */

import assert from "node:assert/strict";

import fp from "fastify-plugin";
import { Gauge } from "prom-client";

import { createMailer } from "../mail/mailer.ts";
import { startRelay } from "../queue/bullmq.ts";
import { startConsumer } from "../queue/in-process.ts";
import { tasks } from "../queue/tasks.ts";

export interface TaskQueue {
  /** There is a new row: look now instead of in a while. Call it after the commit. */
  wake(): void;
  /** Throws when tasks cannot be handed on. */
  check(): Promise<unknown>;
}

declare module "fastify" {
  interface FastifyInstance {
    queue: TaskQueue;
  }
}

export const queue = fp(
  async (app) => {
    const { config, db, log, tellError } = app;
    app.metrics.registerMetric(
      new Gauge({
        name: "outbox_tasks",
        help: "Tasks that wait, and tasks that were given up",
        labelNames: ["state"],
        registers: [],
        aggregator: "first", // it is the database's, and the same in every process
        async collect() {
          this.set({ state: "waiting" }, await db.outbox.count({ where: { failedAt: null } }));
          this.set(
            { state: "failed" },
            await db.outbox.count({ where: { failedAt: { not: null } } }),
          );
        },
      }),
    );
    if (config.redis.queue) {
      const relay = startRelay(db, config.redis.queue, log);
      app.decorate("queue", relay);
      app.addHook("onClose", () => relay.close());
    } else {
      const context = { mail: createMailer(config, log), log, tellError };
      const loop = startConsumer(db, tasks, context);
      app.decorate("queue", { wake: loop.wake, check: async () => assert(loop.isWell()) });
      app.addHook("onClose", () => loop.stop());
    }
  },
  { name: "queue", dependencies: ["database", "telemetry", "errors-told"] },
);
