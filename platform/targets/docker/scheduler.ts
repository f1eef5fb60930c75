/**
 * Fires one CronJob inside a container of its own program: `scheduler.mjs` for ever, `scheduler.mjs
 * once` now. Stands alone: what it reads lies beside it, and nothing of the platform is there.
 */
import { spawn } from "node:child_process";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";

import { Cron } from "croner";

interface Run {
  at: string;
  seconds: number;
  exitCode: number;
}

const schedule = JSON.parse(process.env["ANDAMIO_SCHEDULE"] ?? "{}");
const runsFile = "/tmp/.andamio-runs.json";
const running = new Set<AbortController>();
const ended = new Set<Promise<unknown>>();
let timer: Cron | undefined;

if (process.argv[2] === "once") {
  process.on("SIGTERM", stopAll).on("SIGINT", stopAll);
  process.exitCode = (await run()).exitCode;
} else {
  const { cron, timezone, suspended } = schedule;
  timer = new Cron(cron, { timezone, paused: suspended, catch: console.error }, fire);
  writeRuns([]);
  setInterval(() => undefined, 1 << 30); // a suspended schedule has no timer of its own
  process.on("SIGTERM", () => {
    timer?.stop();
    stopAll();
    void Promise.all(ended).then(() => process.exit(0));
  });
}

async function fire(self: Cron): Promise<void> {
  const due = self.currentRun()?.getTime() ?? Date.now();
  const late = (Date.now() - due) / 1000;
  if (late > Math.max(1, schedule.missedSeconds)) {
    return console.log(`this run is ${Math.round(late)} seconds late and left out`);
  }
  if (running.size > 0 && schedule.overlap === "forbid") {
    return console.log("the last run has not ended; this one is left out");
  }
  if (schedule.overlap === "replace") stopAll();
  writeRuns(readRuns());
  await run();
}

async function run(): Promise<Run> {
  const stopping = new AbortController();
  running.add(stopping);
  const work = runWithRetries(stopping.signal);
  ended.add(work);
  const record = await work;
  running.delete(stopping);
  ended.delete(work);
  writeRuns([record, ...readRuns()]);
  return record;
}

function stopAll(): void {
  for (const one of running) one.abort();
}

async function runWithRetries(stopping: AbortSignal): Promise<Run> {
  const begun = Date.now();
  let exitCode = await runOnce(stopping);
  for (let retry = 0; exitCode !== 0 && retry < schedule.retries && !stopping.aborted; retry++) {
    const pause = Math.min(1000 * 2 ** retry, 60_000);
    await sleep(pause, undefined, { signal: stopping }).catch(() => undefined);
    if (!stopping.aborted) exitCode = await runOnce(stopping);
  }
  return { at: new Date(begun).toISOString(), seconds: (Date.now() - begun) / 1000, exitCode };
}

/** The exit code; 124 when it took too long. */
function runOnce(stopping: AbortSignal): Promise<number> {
  const [program = "", ...words] = schedule.command as string[];
  const child = spawn(program, words, { stdio: "inherit", detached: true });
  let timedOut = false;
  const signal = (name: NodeJS.Signals) => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, name);
    } catch {
      // it has ended
    }
  };
  const end = () => {
    signal(schedule.stop.signal);
    setTimeout(() => signal("SIGKILL"), schedule.stop.graceSeconds * 1000).unref();
  };
  const limit = setTimeout(() => {
    timedOut = true;
    end();
  }, schedule.timeoutSeconds * 1000);
  stopping.addEventListener("abort", end);
  return new Promise((resolve) => {
    const done = (code: number) => {
      clearTimeout(limit);
      stopping.removeEventListener("abort", end);
      signal("SIGKILL");
      resolve(timedOut ? 124 : code);
    };
    child.once("error", (error) => {
      console.error(error.message);
      done(127);
    });
    child.once("exit", (code, name) => done(code ?? 128 + (name ? constants.signals[name] : 0)));
  });
}

function readRuns(): Run[] {
  try {
    return JSON.parse(readFileSync(runsFile, "utf8")).runs;
  } catch {
    return []; // none yet
  }
}

/** A run by hand does not know when the next one is due. */
function writeRuns(runs: readonly Run[]): void {
  const kept = runs.slice(0, Math.max(1, schedule.history));
  const nextRun = timer?.nextRun()?.toISOString() ?? readNextRun();
  writeFileSync(`${runsFile}.new`, JSON.stringify({ nextRun, runs: kept }));
  renameSync(`${runsFile}.new`, runsFile);
}

function readNextRun(): string | undefined {
  try {
    return JSON.parse(readFileSync(runsFile, "utf8")).nextRun;
  } catch {
    return undefined; // the scheduler has just started
  }
}
