/** Keeps the units of an environment running, one change at a time. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { PlatformError } from "../../errors.ts";
import { readJson, writeJson } from "./files.ts";
import { withLock } from "./lock.ts";
import type { EnvironmentPaths } from "./paths.ts";
import { openProcessCompose } from "./process-compose.ts";
import { isAlive, type ProcessIdentity, signalGroup } from "./process-identity.ts";
import {
  digestOf,
  forgetUnit,
  listRecords,
  readRecord,
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

interface Instance {
  identity: ProcessIdentity;
  /** Unit → digest, as the supervisor was last told. */
  units: Record<string, string>;
}

export function openSupervisor(paths: EnvironmentPaths): Supervisor {
  const processCompose = openProcessCompose(paths);
  const instanceFile = join(paths.supervisor, "instance.json");
  const serially = <T>(work: () => Promise<T>) => withLock(join(paths.supervisor, "lock"), work);

  /** The living supervisor and what it was told; a dead one was told nothing. */
  function readInstance(): Instance | undefined {
    const instance = readJson<Instance>(instanceFile);
    return instance && isAlive(instance.identity) ? instance : undefined;
  }

  async function tell(instance: Instance, units: Record<string, string>): Promise<void> {
    // written first: should we die in between, the next change tells the supervisor the same again
    writeJson(instanceFile, { ...instance, units });
    await processCompose.tell(units);
  }

  async function ensureRunning(): Promise<Instance> {
    const instance = readInstance() ?? (await startInstance());
    await processCompose.awaitAnswer(instance.identity);
    return instance;
  }

  /** It is written down at once: should we die here, the next one finds it and starts no other. */
  async function startInstance(): Promise<Instance> {
    const instance = { identity: await processCompose.start(), units: {} };
    writeJson(instanceFile, instance);
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
    rmSync(instanceFile, { force: true });
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
        const instance = readInstance();
        const known = names.filter((name) => instance?.units[name] !== undefined);
        if (instance && known.length > 0) await leaveOut(instance, known);
        await awaitEnd(paths, names);
        if (instance && isAll(instance, known)) await shutDown(instance);
        for (const name of names) forgetUnit(paths, name);
      }),
    status: () => observe(paths, readInstance()),
    isRunning: () => readInstance() !== undefined,
    knows: (name) => name in (readInstance()?.units ?? {}),
    restart: (names) =>
      serially(async () => {
        if (!readInstance()) throw notRunning(paths);
        for (const name of names) await processCompose.restart(name);
      }),
    stop: () =>
      serially(async () => {
        const instance = readInstance();
        if (!instance) return;
        await tell(instance, {});
        await awaitEnd(paths, Object.keys(instance.units));
        await shutDown(instance);
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
function observe(paths: EnvironmentPaths, instance: Instance | undefined): Map<string, Observed> {
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

/**
 * Until the programs of these units are gone; their grace has passed when their launchers are. The
 * launchers are told too, because process-compose may lose sight of a process that it has updated,
 * and then never stops it.
 */
async function awaitEnd(paths: EnvironmentPaths, names: readonly string[]): Promise<void> {
  const records = names.map((name) => readRecord(paths, name));
  for (const record of records) {
    if (record && isAlive(record.launcher)) askToEnd(record.launcher);
  }
  for (const record of records) {
    while (record && (isAlive(record.launcher) || isAlive(record.child))) {
      if (record.child && !isAlive(record.launcher)) signalGroup(record.child.pid, "SIGKILL");
      await sleep(20);
    }
  }
}

function askToEnd({ pid }: ProcessIdentity): void {
  try {
    process.kill(pid, "SIGTERM");
  } catch {
    // it ended by itself meanwhile
  }
}
