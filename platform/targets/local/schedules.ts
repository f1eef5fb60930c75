/** The program of a CronJob or Job: what it is, one run of it, and what became of the runs. */
import { spawn, type StdioOptions } from "node:child_process";
import { join } from "node:path";

import { readJson, writeJson } from "./files.ts";
import type { EnvironmentPaths } from "./paths.ts";
import { signalGroup } from "./process-identity.ts";
import { programEnvironment } from "./program-environment.ts";
import { runWithin, startAttempt } from "./run-within.ts";

/** What a run is made of. May hold secrets: private to its owner. */
export interface Scheduled {
  argv: readonly string[];
  cwd: string;
  env: Readonly<Record<string, string>>;
  stop: { signal: string; graceSeconds: number };
  timeoutSeconds: number;
  retries: number;
  cron: string;
  timezone: string;
  overlap: "allow" | "forbid" | "replace";
  suspended: boolean;
  /** How late a run may start. */
  missedSeconds: number;
  /** How many runs are kept. */
  history: number;
}

export interface Run {
  /** ISO 8601. */
  at: string;
  seconds: number;
  exitCode: number;
}

export interface Running {
  ended: Promise<Run>;
  stop(): void;
}

export interface ScheduleRecord {
  nextRun?: string;
  /** What the next run follows from. */
  rule?: string;
  /** The last first. */
  runs?: readonly Run[];
}

export function scheduleFile(paths: EnvironmentPaths, name: string): string {
  return join(paths.home, "schedules", `${name}.json`);
}

export function readSchedule(paths: EnvironmentPaths, name: string): Scheduled | undefined {
  return readJson<Scheduled>(scheduleFile(paths, name));
}

export function readScheduleRecord(paths: EnvironmentPaths, name: string): ScheduleRecord {
  return readJson<ScheduleRecord>(recordOf(paths, name)) ?? {};
}

export function writeNextRun(
  paths: EnvironmentPaths,
  name: string,
  next: Pick<ScheduleRecord, "nextRun" | "rule">,
): void {
  writeJson(recordOf(paths, name), { ...readScheduleRecord(paths, name), ...next });
}

export function recordRun(paths: EnvironmentPaths, name: string, run: Run, history: number): void {
  const { runs = [], ...record } = readScheduleRecord(paths, name);
  writeJson(recordOf(paths, name), { ...record, runs: [run, ...runs].slice(0, history) });
}

/** Starts the program, with its time limit and its retries. */
export function runScheduled(paths: EnvironmentPaths, name: string, stdio: StdioOptions): Running {
  const scheduled = readSchedule(paths, name);
  if (!scheduled) throw new Error(`${name} has no file`);
  const stopping = new AbortController();
  return { ended: runOnce(scheduled, stdio, stopping.signal), stop: () => stopping.abort() };
}

async function runOnce(
  scheduled: Scheduled,
  stdio: StdioOptions,
  stopping: AbortSignal,
): Promise<Run> {
  const { argv: [program = "", ...args], cwd, env } = scheduled;
  const begun = Date.now();
  const exitCode = await runWithin(scheduled, stopping, () => {
    const options = { cwd, env: programEnvironment(env), stdio, detached: true };
    const { pid, ended } = startAttempt(spawn(program, args, options));
    const signal = (one: NodeJS.Signals) => void (pid !== undefined && signalGroup(pid, one));
    // what the program left of its own group
    return { ended: ended.finally(() => signal("SIGKILL")).catch(() => 127), signal };
  });
  return { at: new Date(begun).toISOString(), seconds: (Date.now() - begun) / 1000, exitCode };
}

function recordOf(paths: EnvironmentPaths, name: string): string {
  return join(paths.home, "schedules", "records", `${name}.json`);
}
