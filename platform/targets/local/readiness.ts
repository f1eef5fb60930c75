/** Waits until units are what they are to be, or tells why they never will be. */
import { setTimeout as sleep } from "node:timers/promises";

import { type ErrorCode, PlatformError } from "../../errors.ts";
import { lastLines } from "./log-files.ts";
import type { EnvironmentPaths } from "./paths.ts";
import { isAlive } from "./process-identity.ts";
import type { Observed, Supervisor } from "./supervisor.ts";
import { logFile, readRecord, type Unit, type UnitRecord } from "./unit.ts";

/** An environment on this machine: its files, and who keeps it running. */
export interface Machine {
  paths: EnvironmentPaths;
  supervisor: Supervisor;
}

/** How often a program may die before it counts as broken. */
const deaths = 3;
const quoted = 10;

/**
 * Ready means: *our* process runs, and its probe passes. Throws `start_failed` with the last log
 * lines.
 */
export async function awaitReady(
  { paths, supervisor }: Machine,
  units: readonly Unit[],
): Promise<void> {
  const missing = new Map(units.map((unit) => [unit.name, unit]));
  for (const begun = Date.now(); missing.size > 0;) {
    if (!supervisor.isRunning()) throw killed("the supervisor");
    const status = supervisor.status();
    for (const unit of missing.values()) {
      const observed = status.get(unit.name);
      if (isReady(observed)) missing.delete(unit.name);
      else refuseWhenHopeless(paths, unit, observed, Date.now() - begun);
    }
    if (missing.size > 0) await sleep(40);
  }
}

/**
 * The record of a unit that runs once, when its launcher has ended. Throws `interrupted` when that
 * was killed.
 */
export async function awaitEnd({ paths, supervisor }: Machine, name: string): Promise<UnitRecord> {
  for (let missing = 0; ;) {
    const record = readRecord(paths, name);
    missing = record === undefined || !isAlive(record.launcher) ? missing + 1 : 0;
    if (record?.state === "exited" && missing > 0) return record;
    // a launcher needs a moment to write its first record
    if (missing > 250 || (missing > 5 && !supervisor.isRunning())) throw killed(name);
    await sleep(40);
  }
}

export function isReady(observed: Observed | undefined): boolean {
  return observed !== undefined && observed.alive && observed.record.state === "ready";
}

/** An error that quotes the end of the unit's log. */
export function failure(
  code: ErrorCode,
  paths: EnvironmentPaths,
  unit: string,
  message: string,
): PlatformError {
  const lines = lastLines(logFile(paths, unit), quoted).map((line) => `  | ${line}`);
  const said = lines.length > 0 ? `\nits last lines:\n${lines.join("\n")}` : "\nit wrote nothing";
  return new PlatformError(code, `${message}${said}`);
}

function killed(what: string): PlatformError {
  return new PlatformError("interrupted", `${what} was killed while it was waited for`, {
    hint: "give the same command again",
  });
}

function refuseWhenHopeless(
  paths: EnvironmentPaths,
  unit: Unit,
  observed: Observed | undefined,
  waitedMs: number,
): void {
  const record = observed?.record;
  const often = (record?.quickDeaths ?? 0) >= deaths ? `, ${record!.quickDeaths} times` : "";
  if (!often && !isUnready(observed) && waitedMs < patienceOf(unit)) return;
  const reason = record?.reason ?? "it did not start";
  const message = `${unit.component} did not become ready: ${reason}${often}`;
  throw failure("start_failed", paths, unit.name, message);
}

function isUnready(observed: Observed | undefined): boolean {
  return observed?.alive === true && observed.record.state === "unready";
}

/** Milliseconds: its start period, and what the machine may need besides. */
function patienceOf(unit: Unit): number {
  return ((unit.ready?.startPeriodSeconds ?? 10) + 15) * 1000;
}
