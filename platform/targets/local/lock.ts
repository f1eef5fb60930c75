/** One at a time, over all processes of this machine; a holder that died holds nothing. */
import { linkSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { PlatformError } from "../../errors.ts";
import { readJson, readText } from "./files.ts";
import { identityOf, isAlive, type ProcessIdentity } from "./process-identity.ts";

const waiting = new Map<string, Promise<unknown>>();

/**
 * Runs `work` while holding the lock file. Throws `locked` when another process holds it for longer
 * than `patienceMs`.
 */
export async function withLock<T>(
  path: string,
  work: () => Promise<T>,
  patienceMs = 120_000,
): Promise<T> {
  const before = waiting.get(path) ?? Promise.resolve();
  const mine = before.then(() => holdFile(path, work, patienceMs));
  waiting.set(
    path,
    mine.catch(() => undefined),
  );
  return mine;
}

async function holdFile<T>(path: string, work: () => Promise<T>, patienceMs: number): Promise<T> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const deadline = Date.now() + patienceMs;
  while (!take(path)) {
    breakIfDead(path);
    if (Date.now() > deadline) throw lockedBy(readJson<ProcessIdentity>(path));
    await sleep(20);
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

/** A link either makes the whole file or fails, so nobody ever reads an empty lock. */
function take(path: string): boolean {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(identityOf(process.pid)), { mode: 0o600, flush: true });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/**
 * Moves a dead holder's file aside, and gives it back when a living one had just taken its place.
 */
function breakIfDead(path: string): void {
  // a lock is whole when it appears: one that cannot be read was torn later, and is nobody's
  if (readText(path) === undefined || isAlive(readJson<ProcessIdentity>(path))) return;
  const aside = `${path}.${process.pid}.dead`;
  try {
    renameSync(path, aside);
  } catch {
    return; // somebody else broke it
  }
  if (isAlive(readJson<ProcessIdentity>(aside))) renameSync(aside, path);
  else rmSync(aside, { force: true });
}

function lockedBy(holder: ProcessIdentity | undefined): PlatformError {
  return new PlatformError(
    "locked",
    `another andamio command (process ${holder?.pid ?? "unknown"}) is changing this environment`,
    {
      hint: "wait until it has ended, then give the same command again",
    },
  );
}
