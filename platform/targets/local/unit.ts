/**
 * What one process of an environment is to be, and what is known of it: the two files that all of
 * this target share.
 */
import { createHmac, randomBytes } from "node:crypto";
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import type { Probe } from "../primitives.ts";
import { keepText, readJson, readText, writeJson } from "./files.ts";
import type { EnvironmentPaths } from "./paths.ts";
import type { ProcessIdentity } from "./process-identity.ts";
import { forgetProcesses } from "./remembered.ts";

/** Written by the provider, read by the launcher. May hold secrets: private to its owner. */
export interface Unit {
  /** `NAME` or `NAME.GENERATION-REPLICA`. */
  name: string;
  component: string;
  kind: "workload" | "job" | "schedule" | "store" | "route";
  argv: readonly string[];
  cwd: string;
  env: Readonly<Record<string, string>>;
  /** System user that runs it, when we are root. */
  user?: string;
  stdin?: string;
  /** Gets a free port of its own as PORT at each start. */
  privatePort?: boolean;
  /** The port that it is to answer on, when that is fixed. */
  port?: number;
  ready?: Probe;
  /** Variables of the probe's command alone. */
  probeEnv?: Readonly<Record<string, string>>;
  livePath?: string;
  stop: { signal: string; graceSeconds: number };
  restart: boolean;
  timeoutSeconds?: number;
  retries?: number;
  labels?: Readonly<Record<string, string>>;
  /** Anything that makes it another unit although it runs the same. */
  key?: string;
}

/** Written by the launcher alone. Holds no secret. */
export interface UnitRecord {
  unit: string;
  component: string;
  kind: Unit["kind"];
  /** Digest of the unit that runs. */
  digest: string;
  launcher: ProcessIdentity;
  child?: ProcessIdentity;
  state: "starting" | "ready" | "unready" | "exited";
  port?: number;
  restarts: number;
  /** Deaths in a row, each within seconds of its start. */
  quickDeaths: number;
  endedByRequest?: boolean;
  startedAt: string;
  endedAt?: string;
  exitCode?: number;
  /** Why it is not ready, or how it ended, in words. */
  reason?: string;
}

export function unitFile(paths: EnvironmentPaths, name: string): string {
  return join(paths.units, `${name}.json`);
}

export function recordFile(paths: EnvironmentPaths, name: string): string {
  return join(paths.records, `${name}.json`);
}

export function logFile(paths: EnvironmentPaths, name: string): string {
  return join(paths.logs, `${name}.log`);
}

export function readUnit(paths: EnvironmentPaths, name: string): Unit | undefined {
  return readJson<Unit>(unitFile(paths, name));
}

export function writeUnit(paths: EnvironmentPaths, unit: Unit): void {
  if (readText(unitFile(paths, unit.name)) !== textOf(unit)) {
    writeJson(unitFile(paths, unit.name), unit);
  }
}

export function readRecord(paths: EnvironmentPaths, name: string): UnitRecord | undefined {
  return readJson<UnitRecord>(recordFile(paths, name));
}

export function listRecords(paths: EnvironmentPaths): UnitRecord[] {
  return namesIn(paths.records).flatMap((name) => readRecord(paths, name) ?? []);
}

/** Forgets a unit that no longer runs; its log stays. */
export function forgetUnit(paths: EnvironmentPaths, name: string): void {
  rmSync(unitFile(paths, name), { force: true });
  rmSync(recordFile(paths, name), { force: true });
  forgetProcesses(paths, name);
}

/**
 * Changes when, and only when, the unit does. Keyed, so that the secrets in it cannot be guessed
 * from it.
 */
export function digestOf(paths: EnvironmentPaths, value: unknown): string {
  return createHmac("sha256", digestKey(paths))
    .update(JSON.stringify(value))
    .digest("hex")
    .slice(0, 16);
}

function digestKey({ digestKey: path }: EnvironmentPaths): string {
  return keepText(path, 64, () => randomBytes(32).toString("hex"));
}

function textOf(unit: Unit): string {
  return `${JSON.stringify(unit, null, 2)}\n`;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((file) => file.endsWith(".json"))
      .map((file) => file.slice(0, -5))
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
