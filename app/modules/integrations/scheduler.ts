/**
 * Maintenance by a timer in the app, where it is wanted (X36): at the same moments in every
 * replica, and done by the first one.
 */

import type { FastifyBaseLogger } from "fastify";

import type { PointConfig } from "../../config/point.ts";
import type { Database } from "../../database/open-database.ts";
import { runOnce } from "../../database/run-once.ts";
import { startTimer } from "../../queue/timer.ts";
import { maintain } from "./maintenance.ts";

/** Gives what stops it. */
export function startMaintenance(
  db: Database,
  { intervalHours, ...config }: PointConfig["schedule"],
  log: FastifyBaseLogger,
): () => void {
  const intervalMs = intervalHours * 3_600_000;
  const stop = startTimer(
    (now) => new Date((Math.floor(now.getTime() / intervalMs) + 1) * intervalMs),
    (moment) => {
      runScheduled(db, config, log, moment.toISOString()).catch((error: unknown) =>
        log.error({ err: error }, "Scheduled maintenance failed"),
      );
    },
  );
  log.info({ interval_hours: intervalHours, dry_run: config.dryRun }, "Maintenance is scheduled");
  return stop;
}

/** Once for each slot, however many replicas come. */
export async function runScheduled(
  db: Database,
  { dryRun, confirmed, limits }: Omit<PointConfig["schedule"], "intervalHours">,
  log: FastifyBaseLogger,
  slot: string,
): Promise<void> {
  if (!dryRun && !confirmed) {
    log.error("A live run needs AUTO_MAINT_INTEGRACIONES_CONFIRM_LIVE=YES: nothing was done");
    return;
  }
  const { answer, replayed } = await runOnce(
    db,
    { scope: "point-maintenance", key: slot, content: null },
    (tx) => maintain(tx, limits, { dryRun, userId: null }),
  );
  if (!replayed) log.info(answer, "Scheduled maintenance done");
}
