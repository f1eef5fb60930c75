/** Runs a command inside a container and gives what came of it. */
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";

import type Docker from "dockerode";

import { textOf } from "./frames.ts";

export interface Answered {
  exitCode: number;
  output: string;
}

/** 124 when it took too long. */
export async function askContainer(
  docker: Docker,
  id: string,
  command: readonly string[],
  timeoutSeconds: number,
): Promise<Answered> {
  const exec = await docker
    .getContainer(id)
    .exec({ Cmd: [...command], AttachStdout: true, AttachStderr: true });
  const stream = await exec.start({ hijack: false, stdin: false });
  const ended = new AbortController();
  const late = sleep(timeoutSeconds * 1000, "late" as const, { signal: ended.signal });
  const said = await Promise.race([buffer(stream), late]).finally(() => ended.abort());
  late.catch(() => undefined);
  if (said === "late") {
    stream.destroy();
    return { exitCode: 124, output: `no answer within ${timeoutSeconds} seconds` };
  }
  const { ExitCode } = await exec.inspect();
  return { exitCode: ExitCode ?? 1, output: textOf(said).trim() };
}
