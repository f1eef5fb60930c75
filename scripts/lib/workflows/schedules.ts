/** Times of workflows, each in the time zone of its environment. */

import type { PipelineEnvironment } from "./workflow.ts";

type What = "scan" | "drift";
interface Schedule {
  cron: string;
  timezone: string;
}

/** Each once. */
export function listSchedules(all: readonly PipelineEnvironment[], what: What): Schedule[] {
  const found = all.map((one) => ({ cron: one[what], timezone: one.timezone }));
  const isFirst = (one: Schedule, at: number) =>
    found.findIndex(({ cron, timezone }) => cron === one.cron && timezone === one.timezone) === at;
  return found.filter(isFirst);
}

/** GitHub says which line of the schedule it was; nothing where there is one alone. */
export function triggeredBy(
  one: PipelineEnvironment, all: readonly PipelineEnvironment[], what: What,
): string | undefined {
  if (new Set(all.map((other) => other[what])).size < 2) return undefined;
  return `github.event_name != 'schedule' || github.event.schedule == '${one[what]}'`;
}
