/**
 * Entry: does the tasks of the queue; with --scheduler it hands over those that come again, too. It
 * has no port; to live is to be well.
 */

import { pino } from "pino";

import { readConfig } from "./config/config.ts";
import { openDatabase } from "./database/open-database.ts";
import { createMailer } from "./mail/mailer.ts";
import { openErrorTeller } from "./plugins/errors-told.ts";
import { loggerOptions } from "./plugins/telemetry.ts";
import { runProcess } from "./process.ts";
import { startRelay, startWorker } from "./queue/bullmq.ts";
import { startConsumer } from "./queue/in-process.ts";
import { startScheduler } from "./queue/scheduler.ts";
import { policy, queueName } from "./queue/task.ts";
import { tasks } from "./queue/tasks.ts";

await runProcess(async () => {
  const config = readConfig();
  const log = pino(loggerOptions(config.logLevel));
  const db = await openDatabase(config.database);
  const { tell: tellError, close: closeTeller } = await openErrorTeller(config.sentry);
  const context = { mail: createMailer(config, log), log, tellError };
  const stopSchedule = process.argv.includes("--scheduler")
    ? startScheduler(db, config, log)
    : () => {};
  const { queue, results } = config.redis;
  const facts = { name: queueName, ...policy, tasks: Object.keys(tasks) };
  if (!queue) {
    const loop = startConsumer(db, tasks, context);
    log.info({ queue: "in process", ...facts }, "Worker ready");
    return {
      async close() {
        stopSchedule();
        await loop.stop();
        await closeTeller();
        await db.$disconnect();
      },
    };
  }
  const relay = startRelay(db, queue, log); // what a crashed server left behind
  const worker = await startWorker(db, { queue, ...(results && { results }) }, tasks, context);
  log.info({ queue: "redis", ...facts }, "Worker ready");
  return {
    async close() {
      log.info("Closing");
      stopSchedule();
      await worker.close();
      await relay.close();
      await closeTeller();
      await db.$disconnect();
    },
  };
});
