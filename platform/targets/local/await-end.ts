/** Waits until programs of an environment are gone, and ends what nobody ends any more. */
import { setTimeout as sleep } from "node:timers/promises";

import { findLaunchers, findSupervisors } from "./instance.ts";
import type { EnvironmentPaths } from "./paths.ts";
import { isAlive, type ProcessIdentity, signalGroup } from "./process-identity.ts";
import { listRemembered, readRemembered, type UnitProcesses } from "./remembered.ts";
import { readRecord } from "./unit.ts";

/**
 * Until the programs of these units are gone; their grace has passed when their launchers are. The
 * launchers are told too, because process-compose may lose sight of a process that it has updated,
 * and then never stops it.
 */
export async function awaitEnd(paths: EnvironmentPaths, names: readonly string[]): Promise<void> {
  const all = names.flatMap((name) => processesOf(paths, name));
  for (const { launcher } of all) if (isAlive(launcher)) askToEnd(launcher);
  for (const { launcher, child } of all) {
    while (isAlive(launcher) || isAlive(child)) {
      if (child && !isAlive(launcher)) signalGroup(child.pid, "SIGKILL");
      await sleep(20);
    }
  }
}

/**
 * Ends supervisors that nobody can steer, and whatever of the environment has outlived its own. A
 * launcher ends its program in good order when its supervisor is gone.
 */
export async function endStrays(
  paths: EnvironmentPaths,
  kept?: ProcessIdentity,
): Promise<void> {
  const strays = findSupervisors(paths).filter(({ pid }) => pid !== kept?.pid);
  if (kept && strays.length === 0) return;
  for (const { pid } of strays) kill(pid, "SIGKILL");
  while (strays.some((one) => isAlive(one))) await sleep(20);
  // what belongs to the supervisor that goes on is its own to end
  if (kept) return;
  const running = findLaunchers(paths).map(({ unit }) => unit);
  await awaitEnd(paths, [...running, ...listRemembered(paths)]);
}

/** As the record says, as was remembered outside the project, and as runs. */
function processesOf(paths: EnvironmentPaths, name: string): UnitProcesses[] {
  const kept = [readRecord(paths, name), readRemembered(paths, name)];
  const written = kept.flatMap((processes) => processes ?? []);
  const isKnown = written.length > 0 && written.every(({ launcher }) => isAlive(launcher));
  const running = isKnown ? [] : findLaunchers(paths).filter(({ unit }) => unit === name);
  return [...written, ...running.map(({ identity }) => ({ launcher: identity }))];
}

function askToEnd({ pid }: ProcessIdentity): void {
  kill(pid, "SIGTERM");
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // it ended by itself meanwhile
  }
}
