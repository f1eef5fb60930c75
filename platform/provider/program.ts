/** What the inputs of workloads, jobs and schedules have in common. */
import { existsSync } from "node:fs";

import type { Inputs } from "./handler.ts";
import { machineOf } from "./machine.ts";
import { type Link, viewOf } from "./program-view.ts";
import { type Files, pathsOfFiles } from "./secret-files.ts";

export interface ProgramInputs {
  program: { location: string; digest: string; workdir: string };
  command: readonly string[];
  env?: Readonly<Record<string, string>>;
  /** Secrets that come as files. */
  files?: Files;
  mounts?: readonly Link[];
  stop: { signal: string; graceSeconds: number };
  labels?: Readonly<Record<string, string>>;
}

/** Whether its build with volumes in it is gone; of the build itself its own resource knows. */
export function describeMissing(inputs: Inputs): string | undefined {
  const { program, mounts = [] } = inputs as unknown as ProgramInputs;
  if (mounts.length === 0 || existsSync(viewOf(program, mounts))) return undefined;
  return "the folder that it runs in is gone";
}

/** What is to be run. Makes nothing: see `prepareProgram`. */
export function programOf(inputs: Inputs): {
  argv: readonly string[];
  cwd: string;
  env: Readonly<Record<string, string>>;
  stop: ProgramInputs["stop"];
} {
  const { program, command, env = {}, files, mounts, stop } = inputs as unknown as ProgramInputs;
  const { paths } = machineOf(inputs);
  const named = pathsOfFiles(paths, inputs.component, files);
  // a file that holds another value is another file, so that what runs keeps its own
  return { argv: command, cwd: viewOf(program, mounts), env: { ...env, ...named }, stop };
}
