/**
 * Keeps the units of an environment running. Hides process-compose, which knows of a unit no more
 * than how to start its launcher: neither variables nor secrets reach it.
 */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

import { PlatformError } from "../../errors.ts";
import { makePrivateFolder, readJson, writeJson } from "./files.ts";
import { withLock } from "./lock.ts";
import type { EnvironmentPaths } from "./paths.ts";
import { identityOf, isAlive, type ProcessIdentity, signalGroup } from "./process-identity.ts";
import { allowedEnvironment } from "./program-environment.ts";
import { makeRuntimeFolders } from "./runtime-folder.ts";
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

const run = promisify(execFile);

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
  const socket = join(paths.sockets, "supervisor.sock");
  const instanceFile = join(paths.supervisor, "instance.json");
  const projectFile = join(paths.supervisor, "project.json");
  const logFile = join(paths.supervisor, "process-compose.log");
  const serially = <T>(work: () => Promise<T>) => withLock(join(paths.supervisor, "lock"), work);

  /** The living supervisor and what it was told; a dead one was told nothing. */
  function readInstance(): Instance | undefined {
    const instance = readJson<Instance>(instanceFile);
    return instance && isAlive(instance.identity) ? instance : undefined;
  }

  async function tell(instance: Instance, units: Record<string, string>): Promise<void> {
    writeJson(projectFile, projectOf(paths, units));
    // written first: should we die in between, the next change tells the supervisor the same again
    writeJson(instanceFile, { ...instance, units });
    const args = [
      "project",
      "update",
      "-U",
      "-u",
      socket,
      "-f",
      projectFile,
      "-L",
      `${logFile}.client`,
    ];
    await run(binary(), args, { env: cleanEnvironment() }).catch(refuse);
  }

  async function ensureRunning(): Promise<Instance> {
    const running = readInstance();
    if (running) return running;
    makeRuntimeFolders(paths);
    makePrivateFolder(paths.supervisor);
    rmSync(socket, { force: true });
    // it starts empty, because its first change restarts whatever it started with
    writeJson(projectFile, projectOf(paths, {}));
    const args = [
      "up",
      "-U",
      "-u",
      socket,
      "-t=false",
      "--keep-project",
      "--disable-dotenv",
      "-f",
      projectFile,
      "-L",
      logFile,
    ];
    const instance = { identity: await startDetached(args, paths.supervisor), units: {} };
    await awaitSocket(instance.identity);
    writeJson(instanceFile, instance);
    return instance;
  }

  async function awaitSocket(identity: ProcessIdentity): Promise<void> {
    for (let attempt = 0; attempt < 400 && isAlive(identity); attempt++) {
      if (
        await call(socket, "GET", "/hostname").then(
          () => true,
          () => false,
        )
      ) { return; }
      await sleep(25);
    }
    if (isAlive(identity)) process.kill(identity.pid, "SIGKILL");
    throw new PlatformError("start_failed", "process-compose was started and does not answer", {
      hint: `look into ${logFile}`,
    });
  }

  /** Ends the supervisor itself, when it has nothing left to run. */
  async function shutDown({ identity }: Instance): Promise<void> {
    // it may end before it answers
    await call(socket, "POST", "/project/stop").catch(() => undefined);
    for (let attempt = 0; isAlive(identity) && attempt < 100; attempt++) await sleep(50);
    if (isAlive(identity)) process.kill(identity.pid, "SIGKILL");
    rmSync(instanceFile, { force: true });
  }

  return {
    apply: (units) =>
      serially(async () => {
        const instance = await ensureRunning();
        for (const unit of units) writeUnit(paths, unit);
        const digests = units.map((unit) => [unit.name, digestOf(paths, unit)] as const);
        await tell(instance, { ...instance.units, ...Object.fromEntries(digests) });
      }),
    remove: (names) =>
      serially(async () => {
        const instance = readInstance();
        const known = names.filter((name) => instance?.units[name] !== undefined);
        if (instance && known.length > 0) {
          const kept = Object.entries(instance.units).filter(([name]) => !known.includes(name));
          await tell(instance, Object.fromEntries(kept));
          if (kept.length === 0) await shutDown(instance);
        }
        await awaitEnd(paths, names);
        for (const name of names) forgetUnit(paths, name);
      }),
    status: () => observe(paths, readInstance()),
    isRunning: () => readInstance() !== undefined,
    restart: (names) =>
      serially(async () => {
        if (!readInstance()) throw notRunning(paths);
        for (const name of names) await call(socket, "POST", `/process/restart/${name}`);
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

function projectOf(paths: EnvironmentPaths, units: Record<string, string>): unknown {
  const processes = Object.entries(units).map(([name, digest]) => [
    name,
    processOf(paths, name, digest),
  ]);
  return { version: "0.5", disable_env_expansion: true, processes: Object.fromEntries(processes) };
}

function processOf(paths: EnvironmentPaths, name: string, digest: string): unknown {
  const unit = readUnit(paths, name);
  const launcher = join(import.meta.dirname, "launcher.ts");
  return {
    entrypoint: [
      process.execPath,
      "--disable-warning=ExperimentalWarning",
      launcher,
      paths.root,
      paths.environment,
      name,
      digest,
    ],
    availability: { restart: unit?.restart === false ? "no" : "always", backoff_seconds: 1 },
    // the launcher counts the grace; this is for a launcher that hangs
    shutdown: { signal: 15, timeout_seconds: (unit?.stop.graceSeconds ?? 30) + 10 },
  };
}

function binary(): string {
  return process.env["ANDAMIO_PROCESS_COMPOSE"] ?? "process-compose";
}

function cleanEnvironment(): Record<string, string> {
  return { ...allowedEnvironment(), PC_DISABLE_TUI: "1" };
}

/** In a session of its own, so that neither Ctrl-C nor the end of its parent reaches it. */
async function startDetached(args: string[], cwd: string): Promise<ProcessIdentity> {
  const child = spawn(binary(), args, {
    cwd,
    env: cleanEnvironment(),
    detached: true,
    stdio: "ignore",
  });
  await once(child, "spawn").catch(refuse);
  child.unref();
  return identityOf(child.pid!) ?? refuse(new Error("it ended at once"));
}

function call(socketPath: string, method: string, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, method, path, timeout: 120_000 }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (chunk) => (body += chunk));
      response.on("end", () =>
        (response.statusCode ?? 500) < 400 ? resolve(body) : reject(new Error(`${path}: ${body}`)),
      );
    });
    asked.on("timeout", () => asked.destroy(new Error("process-compose does not answer")));
    asked.on("error", reject);
    asked.end();
  });
}

function refuse(cause: Error & { stderr?: string }): never {
  if ((cause as NodeJS.ErrnoException).code === "ENOENT") {
    throw new PlatformError("tool_missing", "process-compose is not installed", {
      hint: "andamio doctor",
      cause,
    });
  }
  const lines = (cause.stderr ?? "")
    .split("\n")
    .filter((line) => line !== "" && !line.includes("config home"));
  throw new PlatformError(
    "start_failed",
    `process-compose refused: ${lines.at(-1) ?? cause.message}`,
    { cause },
  );
}
