/** Entry: does the tasks of the queue. It has no port; to live is to be well. */

import { pino } from "pino";

import { readConfig } from "./config/config.ts";
import { openDatabase } from "./database/open-database.ts";
import { createMailer } from "./mail/mailer.ts";
import { loggerOptions } from "./plugins/telemetry.ts";
import { runProcess } from "./process.ts";
import { startRelay, startWorker } from "./queue/bullmq.ts";
import { startConsumer } from "./queue/in-process.ts";
import { tasks } from "./queue/tasks.ts";

await runProcess(async () => {
  const config = readConfig();
  const log = pino(loggerOptions(config.logLevel));
  const db = await openDatabase(config.database);
  const context = { mail: createMailer(config, log), log };
  const { queue, results } = config.redis;
  if (!queue) {
    const loop = startConsumer(db, tasks, context);
    log.info({ queue: "in process" }, "Worker ready");
    return { close: () => loop.stop().then(() => db.$disconnect()) };
  }
  const relay = startRelay(db, queue, log); // what a crashed server left behind
  const worker = await startWorker(db, { queue, ...(results && { results }) }, tasks, context);
  log.info({ queue: "redis" }, "Worker ready");
  return {
    async close() {
      log.info("Closing");
      await worker.close();
      await relay.close();
      await db.$disconnect();
    },
  };
});
