/**
 * What an engine that died leaves in a state of this machine: locks, files cut short, and
 * operations that were never answered. Loads no Pulumi.
 */
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { PlatformError } from "../../../platform/errors.ts";
import { readText } from "../../../platform/targets/local/files.ts";
import { parseObject } from "../../../platform/targets/parse-json.ts";
import { repairState } from "./repair-state.ts";
import { findStackFile, readStackFile } from "./stack-file.ts";

export interface Lock {
  path: string;
  pid: number;
  username: string;
  hostname: string;
  timestamp: string;
}

/** No lock takes longer to be written. */
const draftMs = 2000;

interface Waiting {
  onProgress(text: string): void;
  signal?: AbortSignal;
  /** How long a living holder is waited for. */
  patienceMs?: number;
}

/**
 * Breaks the locks of engines of this machine that are dead, and waits for those that live. Throws
 * `locked`.
 */
export async function clearLocks(
  state: string,
  project: string,
  stack: string,
  { onProgress, signal, patienceMs = 600_000 }: Waiting,
): Promise<void> {
  const deadline = Date.now() + patienceMs;
  let told = false;
  for (;;) {
    const living = readLocks(state, project, stack).filter(
      (lock) => !breakIfDead(lock, onProgress),
    )[0];
    if (!living) return repairState({ state, project, name: stack }, onProgress);
    const who = `process ${living.pid} of ${living.username}@${living.hostname}, since ${living.timestamp}`;
    if (living.hostname !== hostname() || Date.now() > deadline) {
      throw new PlatformError("locked", `${stack} is being changed by ${who}`, {
        hint: `wait until it has ended; when it cannot be running any more: rm ${living.path}`,
      });
    }
    if (!told) onProgress(`waiting for ${who}, which is changing ${stack}`);
    told = true;
    await sleep(250, undefined, { signal });
  }
}

/** Breaks dead locks without waiting for those that live: for who only looks. */
export function breakDeadLocks(
  state: string,
  project: string,
  stack: string,
  onProgress: Waiting["onProgress"],
): void {
  for (const lock of readLocks(state, project, stack)) breakIfDead(lock, onProgress);
}

export function readLocks(state: string, project: string, stack: string): Lock[] {
  const folder = join(state, ".pulumi", "locks", "organization", project, stack);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => !name.endsWith(".attrs"))
    .map((name) => readLock(join(folder, name)))
    .filter((lock) => lock !== undefined);
}

/** A lock that cannot be read was cut short when its writer died; one that is gone was released. */
function readLock(path: string): Lock | undefined {
  const lock = parseObject(readText(path) ?? "");
  if (typeof lock?.["pid"] === "number" && typeof lock["hostname"] === "string") {
    return { ...(lock as unknown as Lock), path };
  }
  const stats = statSync(path, { throwIfNoEntry: false });
  const timestamp = stats?.mtime.toISOString();
  return timestamp === undefined
    ? undefined
    : { path, pid: 0, username: "unknown", hostname: hostname(), timestamp };
}

function breakIfDead(lock: Lock, onProgress: Waiting["onProgress"]): boolean {
  if (lock.hostname !== hostname() || runsEngine(lock.pid) || isBeingWritten(lock)) return false;
  for (const path of [lock.path, `${lock.path}.attrs`]) rmSync(path, { force: true });
  onProgress(`broke the lock of process ${lock.pid}, which died at work (${lock.timestamp})`);
  return true;
}

/** Under another name at first, which a full disk leaves behind. */
function isBeingWritten({ path, timestamp }: Lock): boolean {
  return !path.endsWith(".json") && Date.now() - Date.parse(timestamp) < draftMs;
}

/** A pid may have been given to another program meanwhile, and a zombie runs nothing. */
export function runsEngine(pid: number): boolean {
  if (pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
  if (process.platform !== "linux") return true;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.includes("(pulumi") && stat.charAt(stat.lastIndexOf(")") + 2) !== "Z";
  } catch {
    return false; // it ended between the two questions
  }
}

/** Whether a run ended between asking and hearing that it was done. A torn file may hold it. */
export function hasPending(state: string, project: string, stack: string): boolean {
  const path = findStackFile(state, project, stack);
  if (path === undefined) return false;
  const recorded = readStackFile(path);
  return recorded === undefined || (recorded.pending_operations?.length ?? 0) > 0;
}

/**
 * Creating is finding or creating, and the refresh reads what is really there, so nothing is lost
 * with the note.
 */
export function withoutPending<T extends { deployment: { pending_operations?: unknown[] } }>(
  exported: T,
): T {
  return { ...exported, deployment: { ...exported.deployment, pending_operations: [] } };
}
