/**
 * Fires one CronJob: `scheduler.ts ROOT ENVIRONMENT NAME`. Reads what to run when it fires, so no
 * variable of the program reaches this process.
 */
import { Cron } from "croner";

import { pathsOf } from "./paths.ts";
import { readSchedule, readScheduleRecord, recordRun, type Running, runScheduled, writeNextRun } from "./schedules.ts";

const [root = "", environment = "", name = ""] = process.argv.slice(2);
const paths = pathsOf(root, environment);
const schedule = readSchedule(paths, name);
if (!schedule) {
  console.error(`CronJob ${name} has no file`);
  process.exit(78);
}
const running = new Set<Running>();
const { cron, timezone, overlap, suspended, missedSeconds, history } = schedule;
const rule = `${cron} ${timezone}`;
const planned = readScheduleRecord(paths, name);
const timer = new Cron(
  cron,
  { timezone, paused: suspended, catch: (error) => console.error(String(error)) },
  fire,
);
if (!suspended && planned.rule === rule && isDue(planned.nextRun)) void fire();
noteNextRun();
setInterval(() => undefined, 1 << 30); // a suspended schedule has no timer of its own

process.on("SIGTERM", () => {
  timer.stop();
  for (const one of running) one.stop();
  void Promise.all([...running].map((one) => one.ended)).then(() => process.exit(0));
});

async function fire(): Promise<void> {
  const due = readScheduleRecord(paths, name).nextRun;
  noteNextRun();
  // a machine that slept wakes up to all that it missed
  if (due !== undefined && !isInTime(due)) { return console.log(`${name}: the run of ${due} is too late, and left out`); }
  if (running.size > 0 && overlap === "forbid") { return console.log(`${name}: the last run has not ended; this one is left out`); }
  if (overlap === "replace") for (const one of running) one.stop();
  const one = runScheduled(paths, name, "inherit");
  running.add(one);
  recordRun(paths, name, await one.ended, history);
  running.delete(one);
}

/** Whether a run was to begin while nobody was there to begin it, and still may. */
function isDue(nextRun: string | undefined): boolean {
  return nextRun !== undefined && Date.parse(nextRun) <= Date.now() && isInTime(nextRun);
}

function isInTime(due: string): boolean {
  return Date.now() - Date.parse(due) <= missedSeconds * 1000;
}

function noteNextRun(): void {
  const nextRun = suspended ? undefined : timer.nextRun()?.toISOString();
  writeNextRun(paths, name, { nextRun, rule });
}
