/**
 * Fires one CronJob: `scheduler.ts ROOT ENVIRONMENT NAME`. Reads what to run when it fires, so no
 * variable of the program reaches this process.
 */
import { Cron } from "croner";

import { pathsOf } from "./paths.ts";
import { readSchedule, recordRun, type Running, runScheduled, writeNextRun } from "./schedules.ts";

const [root = "", environment = "", name = ""] = process.argv.slice(2);
const paths = pathsOf(root, environment);
const schedule = readSchedule(paths, name);
if (!schedule) {
  console.error(`CronJob ${name} has no file`);
  process.exit(78);
}
const running = new Set<Running>();
const { cron, timezone, overlap, suspended } = schedule;
const timer = new Cron(
  cron,
  { timezone, paused: suspended, catch: (error) => console.error(String(error)) },
  fire,
);
noteNextRun();
setInterval(() => undefined, 1 << 30); // a suspended schedule has no timer of its own

process.on("SIGTERM", () => {
  timer.stop();
  for (const one of running) one.stop();
  void Promise.all([...running].map((one) => one.ended)).then(() => process.exit(0));
});

async function fire(): Promise<void> {
  noteNextRun();
  if (running.size > 0 && overlap === "forbid") { return console.log(`${name}: the last run has not ended; this one is left out`); }
  if (overlap === "replace") for (const one of running) one.stop();
  const one = runScheduled(paths, name, "inherit");
  running.add(one);
  recordRun(paths, name, await one.ended);
  running.delete(one);
}

function noteNextRun(): void {
  writeNextRun(paths, name, suspended ? undefined : timer.nextRun()?.toISOString());
}
