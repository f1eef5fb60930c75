/** Runs a command beside a component; with --json what it says is part of the result. */

import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";

import type { Opened } from "./operations.ts";
import type { Call } from "./verb.ts";

/** Gives the command's exit code. */
export async function execIn(
  { output, signal }: Call, { operations }: Opened, component: string, command: readonly string[],
): Promise<number> {
  if (!output.json) {
    const streams = { stdin: "inherit", stdout: "inherit", stderr: "inherit", signal } as const;
    return operations.exec(component, command, streams);
  }
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const said = Promise.all([text(stdout), text(stderr)]);
  const exitCode = await operations.exec(component, command, { stdin: "inherit", stdout, stderr, signal });
  stdout.end();
  stderr.end();
  const [out, err] = await said;
  output.result({ ok: exitCode === 0, exitCode, stdout: out, stderr: err }, "");
  return exitCode;
}
