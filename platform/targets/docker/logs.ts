/** The logs of containers, with the times that the daemon keeps; followed by asking again. */
import { setTimeout as sleep } from "node:timers/promises";

import type Docker from "dockerode";

import type { LogLine, Logs, TimedText } from "../operations.ts";
import { Mark } from "../timed-lines.ts";
import { type Found, listContainers } from "./containers.ts";
import { statusOf } from "./daemon.ts";
import { splitMessages } from "./log-messages.ts";

const pauseMs = 300;

/** Of one container in one batch, so that one that writes fast does not fill the memory. */
const mostAtOnce = 5000;

export async function openLogs(
  docker: Docker,
  environment: string,
  { components, signal }: { components: readonly string[]; signal?: AbortSignal },
): Promise<Logs> {
  const isWanted = ({ component }: Found) =>
    component !== "" && (components.length === 0 || components.includes(component));
  const list = async () => (await listContainers(docker, environment)).filter(isWanted);
  const marks = new Map<string, Mark>();
  const markOf = ({ id }: Found) => {
    const mark = marks.get(id) ?? new Mark();
    marks.set(id, mark);
    return mark;
  };
  return {
    processes: (await list()).map((container) => ({
      ...nameOf(container),
      async* read({ last, since }) {
        const mark = new Mark();
        marks.set(container.id, mark);
        const options = {
          ...(last !== undefined && { tail: last }),
          ...(since && { since: secondsOf(since.toISOString()) }),
        };
        for await (const line of readMessages(docker, container, options)) {
          mark.pass(line);
          yield line;
        }
      },
    })),
    async* follow() {
      while (!signal?.aborted) {
        const batch: LogLine[] = [];
        for (const container of await list()) {
          const lines = readOn(docker, container, markOf(container));
          for await (const line of lines) batch.push({ ...nameOf(container), ...line });
        }
        if (batch.length > 0) yield batch;
        await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
      }
    },
  };
}

async function* readOn(docker: Docker, container: Found, mark: Mark): AsyncGenerator<TimedText> {
  const isNew = mark.resume();
  const options = mark.time === undefined ? {} : { since: secondsOf(mark.time) };
  let count = 0;
  for await (const line of readMessages(docker, container, options)) {
    if (!isNew(line)) continue;
    yield line;
    if (++count === mostAtOnce) return;
  }
}

/** As a stream: a log may be larger than the memory. */
async function* readMessages(
  docker: Docker,
  { id }: Found,
  options: { tail?: number; since?: string },
): AsyncGenerator<TimedText> {
  const asked = new Promise<NodeJS.ReadableStream>((resolve, reject) => {
    const request = {
      path: `/containers/${id}/logs?`,
      method: "GET",
      isStream: true,
      statusCodes: { 200: true, 404: "no such container", 500: "server error" },
      options: { stdout: true, stderr: true, timestamps: true, ...options },
    };
    docker.modem.dial(request, (error: unknown, stream) =>
      error ? reject(error as Error) : resolve(stream as NodeJS.ReadableStream));
  });
  const stream = await asked.catch(passMissing);
  if (stream) yield* splitMessages(stream as AsyncIterable<Buffer>);
}

/** A container that is gone has no log, and one that is being removed gives none. */
function passMissing(error: unknown): undefined {
  if (![404, 409].includes(statusOf(error) ?? 0)) throw error;
}

function nameOf({ component, kind, replica }: Found): { component: string; unit: string } {
  return { component, unit: kind === "workload" ? `${component}-${replica}` : component };
}

/** Seconds since 1970, to the nanosecond as the daemon counts. */
function secondsOf(time: string): string {
  const [whole = "", fraction = ""] = time.slice(0, -1).split(".");
  return `${Date.parse(`${whole}Z`) / 1000}.${fraction.padEnd(9, "0")}`;
}
