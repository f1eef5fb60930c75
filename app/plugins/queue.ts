// app.queue: sees to it that the rows of the outbox are done. Handed to BullMQ with Redis, done in this process without.
import fp from "fastify-plugin";
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

export const queue = fp(async (app) => {
  const { config, db, log } = app;
  if (config.redis.queue) {
    const relay = startRelay(db, config.redis.queue, log);
    app.decorate("queue", relay);
    app.addHook("onClose", () => relay.close());
  } else {
    const loop = startConsumer(db, tasks, { mail: createMailer(config, log), log });
    app.decorate("queue", { wake: loop.wake, check: () => Promise.resolve() });
    app.addHook("onClose", () => loop.stop());
  }
}, { name: "queue", dependencies: ["database"] });
