/** The logs of containers, as lines: the last ones, then, when followed, each new one. */
import { setTimeout as sleep } from "node:timers/promises";

import type Docker from "dockerode";

import type { LogLine } from "../operations.ts";
import { type Found, listContainers, readLastLines, splitFrames } from "./containers.ts";
import { find } from "./daemon.ts";

interface Options {
  components: readonly string[];
  tail: number;
  follow: boolean;
  signal?: AbortSignal;
}

const pauseMs = 300;

export async function* streamLogs(
  docker: Docker,
  environment: string,
  { components, tail, follow, signal }: Options,
): AsyncGenerator<LogLine> {
  const isWanted = ({ component }: Found) =>
    component !== "" && (components.length === 0 || components.includes(component));
  const list = async () => (await listContainers(docker, environment)).filter(isWanted);
  let from = now();
  for (const one of await list()) {
    for (const text of await readLastLines(docker, one.id, tail)) yield lineOf(one, text);
  }
  while (follow && !signal?.aborted) {
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
    const until = now();
    for (const one of await list()) yield* readBetween(docker, one, from, until);
    from = until;
  }
}

/** Seconds, to the nanosecond as the daemon counts. */
function now(): string {
  return (Date.now() / 1000).toFixed(3);
}

async function* readBetween(
  docker: Docker,
  one: Found,
  since: string,
  until: string,
): AsyncGenerator<LogLine> {
  const options = { stdout: true, stderr: true, follow: false, since, until };
  const asked = docker.getContainer(one.id).logs(options as object) as unknown as Promise<Buffer>;
  const raw = await find(asked);
  const lines = splitFrames(raw ?? Buffer.alloc(0)).split("\n");
  for (const text of lines) if (text !== "") yield lineOf(one, text);
}

function lineOf({ component, kind, replica }: Found, text: string): LogLine {
  return { component, unit: kind === "workload" ? `${component}-${replica}` : component, text };
}
