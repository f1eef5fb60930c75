/**
 * Runs a command, or a Job or CronJob, with the program and the variables of a component, as a
 * child of the caller.
 */
import { spawn, type StdioOptions } from "node:child_process";

import { PlatformError } from "../../errors.ts";
import type { Streams } from "../operations.ts";
import type { EnvironmentPaths } from "./paths.ts";
import { programEnvironment } from "./program-environment.ts";
import { type Limits, runWithin, startAttempt } from "./run-within.ts";
import { readSchedule } from "./schedules.ts";
import { listRecords, readUnit } from "./unit.ts";

interface Program extends Limits {
  argv: readonly string[];
  cwd: string;
  env: Readonly<Record<string, string>>;
}

/** Gives the exit code. A command beside the component's own has no limits. */
export async function runProgram(
  paths: EnvironmentPaths,
  component: string,
  streams: Streams,
  command?: readonly string[],
): Promise<number> {
  const program = findProgram(paths, component);
  const limits = command ? { stop: commandStop } : program;
  const [file = "", ...args] = command ?? program.argv;
  const start = () => {
    const child = spawn(file, args, {
      cwd: program.cwd,
      env: programEnvironment(program.env),
      stdio: stdioOf(streams),
    });
    pipe(streams, child);
    return { ...startAttempt(child), signal: (signal: NodeJS.Signals) => void child.kill(signal) };
  };
  try {
    return await runWithin(limits, streams.signal ?? new AbortController().signal, start);
  } catch (cause) {
    throw new PlatformError("usage", `${file} cannot be run: ${(cause as Error).message}`, {
      cause,
    });
  }
}

/** Whoever typed it can end it by another signal. */
const commandStop = { signal: "SIGTERM", graceSeconds: 30 };

/** The newest version of a component's program. */
function findProgram(paths: EnvironmentPaths, component: string): Program {
  const scheduled = readSchedule(paths, component);
  if (scheduled) return scheduled;
  const newest = listRecords(paths)
    .filter((record) => record.component === component && ["workload", "job"].includes(record.kind))
    .sort((a, b) => a.startedAt.localeCompare(b.startedAt))
    .at(-1);
  const unit = newest && readUnit(paths, newest.unit);
  if (unit) return unit;
  throw new PlatformError("not_running", `${component} has no program here`, {
    hint: `andamio up ${paths.environment}`,
  });
}

function stdioOf({ stdin, stdout, stderr }: Streams): StdioOptions {
  return [stdin, stdout, stderr].map((stream) => (stream === "inherit" ? "inherit" : "pipe"));
}

function pipe({ stdin, stdout, stderr }: Streams, child: ReturnType<typeof spawn>): void {
  child.stdin?.on("error", () => undefined); // it ended before it read all: its exit tells
  if (stdin !== "inherit" && child.stdin) stdin.pipe(child.stdin);
  if (stdout !== "inherit") child.stdout?.pipe(stdout, { end: false });
  if (stderr !== "inherit") child.stderr?.pipe(stderr, { end: false });
}
