/** Reads the arguments of a command. Knows no database: some commands run every few minutes. */

import { parseArgs, type ParseArgsOptionsConfig } from "node:util";

import { JobError } from "../process.ts";

export type Parsed<T extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ options: T; allowPositionals: true }>
>;

/** Throws JobError, with the usage for `--help`. */
export function parse<T extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: T,
  positionals: number,
  usage: string,
): Parsed<T> {
  if (args.includes("--help") || args.includes("-h")) {
    throw new JobError("help", { exitCode: 0, output: `Usage: ${usage}` });
  }
  try {
    const call = parseArgs({ args: [...args], options, allowPositionals: true });
    if (call.positionals.length === positionals) return call;
  } catch (cause) {
    throw new JobError(`${(cause as Error).message}\nUsage: ${usage}`, { exitCode: 2, cause });
  }
  throw new JobError(`Usage: ${usage}`, { exitCode: 2 });
}
