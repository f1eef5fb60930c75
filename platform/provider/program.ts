/** What the inputs of workloads, jobs and schedules have in common. */
import { resolve } from "node:path";

import type { Inputs } from "./handler.ts";

export interface ProgramInputs {
  program: { location: string; digest: string; workdir: string };
  command: readonly string[];
  env?: Readonly<Record<string, string>>;
  stop: { signal: string; graceSeconds: number };
  labels?: Readonly<Record<string, string>>;
}

export function programOf(inputs: Inputs): {
  argv: readonly string[];
  cwd: string;
  env: Readonly<Record<string, string>>;
  stop: ProgramInputs["stop"];
} {
  const { program, command, env = {}, stop } = inputs as unknown as ProgramInputs;
  return { argv: command, cwd: resolve(program.location), env, stop };
}
