/**
 * A lock between processes that kill -9 cannot leave behind: a file that names its holder by pid
 * and start.
 * Built-ins alone, because set-up uses it before anything is installed.
 */
import { execFileSync } from "node:child_process";
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** @typedef {{ pid: number, started: string, what: string, since: string }} Holder */

/** Of a lock that cannot be read: a disk that was full, or an edit. @type {Holder} */
const nobody = { pid: 0, started: "none", what: "an unreadable lock", since: "" };

/**
 * Waits for the lock and gives the function that releases it.
 * @param {string} path
 * @param {{ what: string, signal?: AbortSignal, onWait?: (holder: Holder) => void }} options
 * @returns {Promise<() => void>}
 */
export async function takeLock(path, { what, signal, onWait }) {
  mkdirSync(dirname(path), { recursive: true });
  const mine = JSON.stringify({
    pid: process.pid,
    started: startOf(process.pid),
    what,
    since: new Date().toISOString(),
  });
  let told = false;
  while (!tryLink(path, mine)) {
    const holder = readHolder(path);
    if (holder && !isAlive(holder)) removeStale(path, holder);
    else {
      if (holder && !told) onWait?.(holder);
      told ||= holder !== undefined;
      await sleep(100, undefined, { signal });
    }
  }
  return () => {
    if (read(path) === mine) rmSync(path, { force: true });
  };
}

/**
 * Whether somebody who lives has the lock.
 * @param {string} path
 */
export function isHeld(path) {
  const holder = readHolder(path);
  return holder !== undefined && isAlive(holder);
}

/**
 * Linking a written file is atomic, so nobody reads a lock without its holder.
 * @param {string} path
 * @param {string} text
 */
function tryLink(path, text) {
  const draft = `${path}.${process.pid}-${Math.random().toString(36).slice(2)}`;
  writeFileSync(draft, text, { mode: 0o600, flush: true });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/**
 * Moves the lock away first: of two that find it stale, one moves it, and whoever moved a fresh one
 * puts it back.
 * @param {string} path
 * @param {Holder} stale
 */
function removeStale(path, stale) {
  const aside = `${path}.stale-${process.pid}`;
  try {
    renameSync(path, aside);
    const moved = readHolder(aside);
    if (moved && (moved.pid !== stale.pid || moved.started !== stale.started)) {
      linkSync(aside, path);
    }
  } catch (error) {
    if (codeOf(error) !== "ENOENT" && codeOf(error) !== "EEXIST") throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

/** @param {Pick<Holder, "pid" | "started">} holder */
export function isAlive({ pid, started }) {
  const now = startOf(pid);
  return now !== "" && (started === "" || now === started);
}

/**
 * When a process started, in whatever unit the system has; empty when it does not run. A zombie
 * does not run.
 * @param {number} pid
 */
function startOf(pid) {
  if (process.platform === "linux") {
    const stat = read(`/proc/${pid}/stat`);
    const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ") ?? [];
    return fields[0] === "Z" ? "" : (fields[19] ?? "");
  }
  try {
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return ""; // ps answers 1 when there is no such process
  }
}

/** @param {string} path @returns {Holder | undefined} */
function readHolder(path) {
  const text = read(path);
  return text === undefined ? undefined : (parse(text) ?? nobody);
}

/** @param {string} text @returns {Holder | undefined} */
function parse(text) {
  try {
    return JSON.parse(text) ?? undefined;
  } catch {
    return undefined;
  }
}

/** @param {string} path */
function read(path) {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ESRCH") return undefined;
    throw error;
  }
}

/** @param {unknown} error */
function codeOf(error) {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
