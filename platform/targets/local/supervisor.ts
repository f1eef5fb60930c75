/** Keeps the units of an environment running, one change at a time. */
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { PlatformError } from "../../errors.ts";
import { awaitEnd, endStrays } from "./await-end.ts";
import { findInstance, forgetInstance, type FoundInstance, type Instance, writeInstance } from "./instance.ts";
import { withLock } from "./lock.ts";
import type { EnvironmentPaths } from "./paths.ts";
import { openProcessCompose } from "./process-compose.ts";
import { isAlive } from "./process-identity.ts";
import { makeRuntimeFolders } from "./runtime-folder.ts";
import {
  digestOf,
  forgetUnit,
  listRecords,
  readUnit,
  type Unit,
  type UnitRecord,
  writeUnit,
} from "./unit.ts";

/**
 * What is really there of a unit: its record, when the launcher that wrote it lives or has ended in
 * order.
 */
export interface Observed {
  record: UnitRecord;
  /** The program itself runs. */
  alive: boolean;
}

export interface Supervisor {
  /** Adds or changes units; the others keep running. Returns when they are being started. */
  apply(units: readonly Unit[]): Promise<void>;
  /** Stops units by their own signal and grace, and forgets them. */
  remove(names: readonly string[]): Promise<void>;
  /** What is there of the units that it was told of. */
  status(): Map<string, Observed>;
  isRunning(): boolean;
  /** Whether the living supervisor was told of the unit. */
  knows(name: string): boolean;
  /** Stops and starts units that it knows. */
  restart(names: readonly string[]): Promise<void>;
  /** Stops everything, itself last. */
  stop(): Promise<void>;
}

export function openSupervisor(paths: EnvironmentPaths): Supervisor {
  const processCompose = openProcessCompose(paths);

  /** The lock lies with the socket: removing files of the project does not release it. */
  async function serially<T>(work: () => Promise<T>): Promise<T> {
    makeRuntimeFolders(paths);
    return withLock(join(paths.sockets, "lock"), work);
  }

  /**
   * The living supervisor, written down again when its file was lost. One that nobody can steer any
   * more is ended, and so is a second one.
   */
  async function takeInstance(): Promise<Instance | undefined> {
    const instance = findInstance(paths);
    const kept = instance?.by === "lost" ? undefined : instance;
    await endStrays(paths, kept?.identity);
    if (kept?.by === "processes") writeInstance(paths, kept);
    return kept;
  }

  async function tell(instance: Instance, units: Record<string, string>): Promise<void> {
    // written first: should we die in between, the next change tells the supervisor the same again
    writeInstance(paths, { ...instance, units });
    await processCompose.tell(units);
  }

  async function ensureRunning(): Promise<Instance> {
    const instance = (await takeInstance()) ?? (await startInstance());
    await processCompose.awaitAnswer(instance.identity);
    return instance;
  }

  /** It is written down at once: should we die here, the next one finds it and starts no other. */
  async function startInstance(): Promise<Instance> {
    const instance = { identity: await processCompose.start(), units: {} };
    writeInstance(paths, instance);
    return instance;
  }

  async function leaveOut(instance: Instance, names: readonly string[]): Promise<void> {
    const kept = Object.entries(instance.units).filter(([name]) => !names.includes(name));
    await tell(instance, Object.fromEntries(kept));
    await awaitEnd(paths, names);
  }

  /** Ends the supervisor itself, when it has nothing left to run. */
  async function shutDown({ identity }: Instance): Promise<void> {
    // it may end before it answers
    await processCompose.end().catch(() => undefined);
    for (let attempt = 0; isAlive(identity) && attempt < 100; attempt++) await sleep(50);
    if (isAlive(identity)) process.kill(identity.pid, "SIGKILL");
    forgetInstance(paths);
  }

  return {
    apply: (units) =>
      serially(async () => {
        const instance = await ensureRunning();
        const wanted = Object.fromEntries(units.map((unit) => [unit.name, digestOf(paths, unit)]));
        const changed = Object.keys(wanted).filter(
          (name) => name in instance.units && instance.units[name] !== wanted[name],
        );
        // process-compose may lose sight of a process that it changes, so it forgets it first
        if (changed.length > 0) await leaveOut(instance, changed);
        for (const unit of units) writeUnit(paths, unit);
        await tell(instance, { ...instance.units, ...wanted });
      }),
    remove: (names) =>
      serially(async () => {
        const instance = await takeInstance();
        const known = names.filter((name) => instance?.units[name] !== undefined);
        if (instance && known.length > 0) await leaveOut(instance, known);
        await awaitEnd(paths, names);
        if (instance && isAll(instance, known)) await shutDown(instance);
        for (const name of names) forgetUnit(paths, name);
      }),
    status: () => observe(paths, findInstance(paths)),
    isRunning: () => findInstance(paths) !== undefined,
    knows: (name) => name in (findInstance(paths)?.units ?? {}),
    restart: (names) =>
      serially(async () => {
        if (!(await takeInstance())) throw notRunning(paths);
        for (const name of names) await processCompose.restart(name);
      }),
    stop: () =>
      serially(async () => {
        const instance = await takeInstance();
        if (!instance) return;
        try {
          await tell(instance, {});
          await awaitEnd(paths, Object.keys(instance.units));
          await shutDown(instance);
        } catch {
          // it hangs, or was killed a moment ago: its launchers end by themselves when it is gone
          await endStrays(paths);
          forgetInstance(paths);
        }
      }),
  };
}

function isAll({ units }: Instance, names: readonly string[]): boolean {
  return names.length > 0 && names.length === Object.keys(units).length;
}

export function notRunning(paths: EnvironmentPaths): PlatformError {
  return new PlatformError("not_running", `nothing of ${paths.environment} runs`, {
    hint: `andamio up ${paths.environment}`,
  });
}

/**
 * The last word on a unit: the right unit, told to the living supervisor, with a living program.
 */
function observe(
  paths: EnvironmentPaths,
  instance: FoundInstance | undefined,
): Map<string, Observed> {
  const observed = new Map<string, Observed>();
  for (const record of listRecords(paths)) {
    const unit = readUnit(paths, record.unit);
    const ours =
      unit !== undefined &&
      record.digest === digestOf(paths, unit) &&
      instance?.units[record.unit] === record.digest;
    observed.set(record.unit, {
      record,
      alive: ours && isAlive(record.launcher) && isAlive(record.child),
    });
  }
  return observed;
}
