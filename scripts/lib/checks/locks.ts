/** Is the state locked, and by somebody who still lives? */

import { existsSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";

import type { Environment } from "../../../platform/environment.ts";
import { asTyped } from "../as-typed.ts";
import { type Lock, readLocks, runsEngine } from "../engine/locks.ts";
import { lockOf, project } from "../engine/stack-file.ts";
import { findStateFolder, openState } from "../engine/state.ts";
import { isHeld } from "../lock.mjs";
import type { Check, Finding } from "./finding.ts";

export const checkLocks: Check = async ({ root }, environment) => {
  // Nothing was ever deployed here, and looking must not make the first files.
  if (!existsSync(join(root, ".andamio"))) return [];
  const { folder } = openState(environment, root);
  return listLocks(folder, environment.name).map((lock) => describeLock(lock, environment.name));
};

/** Whether somebody is changing the environment at this moment, on this machine. */
export function isBeingChanged(root: string, environment: Environment): boolean {
  const { name } = environment;
  return listLocks(findStateFolder(environment, root), name).some(isAtWork)
    || isHeld(lockOf(root, name));
}

function isAtWork({ hostname: host, pid }: Lock): boolean {
  return host === hostname() && runsEngine(pid);
}

/** None of a state that lies elsewhere. */
function listLocks(folder: string | undefined, environment: string): Lock[] {
  return folder === undefined ? [] : readLocks(folder, project, environment);
}

function describeLock(lock: Lock, environment: string): Finding {
  const who = `process ${lock.pid} of ${lock.username}@${lock.hostname} since ${lock.timestamp}`;
  if (lock.hostname !== hostname()) {
    return { check: "lock", ok: false, message: `the state is locked by ${who}`, hint: `when that cannot be running any more: rm ${lock.path}` };
  }
  if (runsEngine(lock.pid)) return { check: "lock", ok: true, message: `${environment} is being changed by ${who}` };
  return { check: "lock", ok: false, message: `a lock was left by ${who}, which is dead`, hint: asTyped(`andamio up ${environment} breaks it and goes on`) };
}
