/**
 * Tasks that come again at their times: each is handed to the queue once, however many schedulers
 * run.
 */

import { Cron } from "croner";
import type { FastifyBaseLogger } from "fastify";

import type { Scheduled } from "../config/schedule.ts";
import type { Database } from "../database/open-database.ts";
import { runOnce } from "../database/run-once.ts";
import { addTask } from "./outbox.ts";
import { startTimer } from "./timer.ts";

interface Options {
  scheduled: readonly Scheduled[];
  /** Whose clock the cron lines mean */
  timezone: string;
}

/** Gives what stops it. */
export function startScheduler(
  db: Database,
  { scheduled, timezone }: Options,
  log: FastifyBaseLogger,
): () => void {
  const stops = scheduled.map(({ cron, task, payload }, index) => {
    const line = new Cron(cron, { timezone, paused: true });
    return startTimer(
      (now) => line.nextRun(now),
      (moment) => {
        const slot = { scope: "schedule", key: `${index} ${moment.toISOString()}`, content: task };
        runOnce(db, slot, (tx) => addTask(tx, task, payload)).catch((error: unknown) =>
          log.error({ err: error, task }, "A scheduled task was not handed over"),
        );
      },
    );
  });
  log.info({ tasks: scheduled.length, timezone }, "Scheduler ready");
  return () => {
    for (const stop of stops) stop();
  };
}
