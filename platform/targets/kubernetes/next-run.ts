/** When a CronJob fires next, which the cluster itself does not tell. */
import type { V1CronJob } from "@kubernetes/client-node";
import { Cron } from "croner";

export function nextRunOf({ spec }: V1CronJob): string | undefined {
  if (!spec) return undefined;
  const cron = new Cron(spec.schedule, { timezone: spec.timeZone, paused: true });
  return cron.nextRun()?.toISOString();
}
