/**
 * Speaks with process-compose: starts it, tells it a whole project, asks and ends it. It knows of a
 * unit no more than how to start its launcher: neither variables nor secrets reach it.
 */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, renameSync, rmSync } from "node:fs";
import { request } from "node:http";
import { getCompileCacheDir } from "node:module";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

import { PlatformError } from "../../errors.ts";
import { makePrivateFolder, writeJson } from "./files.ts";
import { projectFile, socketOf } from "./instance.ts";
import { ownProgram } from "./own-program.ts";
import type { EnvironmentPaths } from "./paths.ts";
import { identityOf, isAlive, type ProcessIdentity } from "./process-identity.ts";
import { allowedEnvironment } from "./program-environment.ts";
import { makeRuntimeFolders } from "./runtime-folder.ts";
import { readUnit } from "./unit.ts";

const run = promisify(execFile);

export interface ProcessCompose {
  /** Starts it with nothing to run; it does not answer yet. */
  start(): Promise<ProcessIdentity>;
  /** Until it answers. Throws `start_failed` when it never does. */
  awaitAnswer(identity: ProcessIdentity): Promise<void>;
  /** Tells it all that it is to run: unit → digest. What is new starts, what is gone is stopped. */
  tell(units: Readonly<Record<string, string>>): Promise<void>;
  restart(unit: string): Promise<void>;
  end(): Promise<void>;
}

export function openProcessCompose(paths: EnvironmentPaths): ProcessCompose {
  const socket = socketOf(paths);
  const project = projectFile(paths);
  const log = join(paths.supervisor, "process-compose.log");

  return {
    async start() {
      makeRuntimeFolders(paths);
      makePrivateFolder(paths.supervisor);
      rmSync(socket, { force: true });
      if (existsSync(log)) renameSync(log, `${log}.old`);
      // it starts empty, because its first change restarts whatever it started with
      writeJson(project, projectOf(paths, {}));
      const flags = ["-t=false", "--keep-project", "--disable-dotenv"];
      const args = ["up", "-U", "-u", socket, ...flags, "-f", project, "-L", log];
      return startDetached(args, paths.supervisor);
    },
    async awaitAnswer(identity) {
      for (let attempt = 0; attempt < 400 && isAlive(identity); attempt++) {
        // one that has run for a while has begun, whatever became of its log
        if ((hasBegun(log) || attempt > 80) && (await answers(socket))) return;
        await sleep(25);
      }
      if (isAlive(identity)) process.kill(identity.pid, "SIGKILL");
      throw new PlatformError("start_failed", "process-compose was started and does not answer", {
        hint: `look into ${log}`,
      });
    },
    async tell(units) {
      writeJson(project, projectOf(paths, units));
      const args = ["project", "update", "-U", "-u", socket, "-f", project, "-L", `${log}.client`];
      await run(binary(), args, { env: environment(), timeout: 180_000 }).catch(refuse);
    },
    async restart(unit) {
      await call(socket, "POST", `/process/restart/${unit}`);
    },
    async end() {
      await call(socket, "POST", "/project/stop");
    },
  };
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
  return {
    entrypoint: ownProgram(paths, "launcher.ts", name, digest),
    availability: { restart: unit?.restart === false ? "no" : "always", backoff_seconds: 1 },
    // the launcher counts the grace; this is for a launcher that hangs
    shutdown: { signal: 15, timeout_seconds: (unit?.stop.graceSeconds ?? 30) + 10 },
  };
}

function binary(): string {
  return process.env["ANDAMIO_PROCESS_COMPOSE"] ?? "process-compose";
}

function environment(): Record<string, string> {
  const compiled = getCompileCacheDir();
  return {
    ...allowedEnvironment(),
    PC_DISABLE_TUI: "1",
    // of the launchers, which give their programs none of it
    ...(compiled !== undefined && { NODE_COMPILE_CACHE: dirname(compiled) }),
  };
}

/** In a session of its own, so that neither Ctrl-C nor the end of its parent reaches it. */
async function startDetached(args: string[], cwd: string): Promise<ProcessIdentity> {
  const child = spawn(binary(), args, {
    cwd,
    env: environment(),
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

/** It answers a moment before it can take a change: one that comes then locks it for ever. */
function hasBegun(log: string): boolean {
  return existsSync(log) && readFileSync(log, "utf8").includes("Spinning up");
}

async function answers(socket: string): Promise<boolean> {
  try {
    await call(socket, "GET", "/hostname");
    return true;
  } catch {
    return false; // not yet
  }
}
