/** Entry: hands the tasks that come again to the queue. It has no port. */

import { pino } from "pino";

import { readConfig } from "./config/config.ts";
import { openDatabase } from "./database/open-database.ts";
import { loggerOptions } from "./plugins/telemetry.ts";
import { runProcess } from "./process.ts";
import { startScheduler } from "./queue/scheduler.ts";

await runProcess(async () => {
  const config = readConfig();
  const log = pino(loggerOptions(config.logLevel));
  const db = await openDatabase(config.database);
  const stop = startScheduler(db, config, log);
  const alive = setInterval(() => {}, 60_000); // with nothing to do it waits for the signal
  return {
    async close() {
      clearInterval(alive);
      stop();
      await db.$disconnect();
    },
  };
});
