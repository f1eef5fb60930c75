/** The logs of pods, with the times that the cluster keeps; those that start later are followed. */
import { PassThrough } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";

import type { LogOptions, V1Pod } from "@kubernetes/client-node";

import { PlatformError } from "../../errors.ts";
import type { LogLine, Logs, Operations, TimedText } from "../operations.ts";
import { Mark, splitLines, splitTime } from "../timed-lines.ts";
import { checkThere, componentOf, type Here, ownedBy } from "./environment.ts";
import { containerOf, hasBegun, isReady, mainOf } from "./readiness.ts";

type Options = Parameters<Operations["logs"]>[0];

const pauseMs = 200;

/** Lines that wait to be taken: beyond it, the connection has to wait. */
const mostWaiting = 5000;

export async function openLogs(here: Here, options: Options): Promise<Logs> {
  await checkThere(here);
  const marks = new Map<string, Mark>();
  return {
    processes: (await listPods(here, options)).map((pod) => ({
      ...unitOf(pod),
      async* read({ last, since }) {
        const mark = new Mark();
        marks.set(nameOf(pod), mark);
        const asked = { tailLines: last, ...(since && { sinceTime: since.toISOString() }) };
        for await (const line of readPod(pod, here, asked)) {
          mark.pass(line);
          yield line;
        }
      },
    })),
    follow: () => followPods(here, options, marks),
  };
}

/** Oldest first. */
async function listPods(
  { name, cluster: { core, namespace } }: Here,
  { components, failing = false }: Pick<Options, "components" | "failing">,
): Promise<V1Pod[]> {
  const { items } = await core.listNamespacedPod({ namespace, labelSelector: ownedBy(name) });
  return items
    .filter((pod) => components.length === 0 || components.includes(componentOf(pod) ?? ""))
    .filter((pod) => !failing || !(isReady(pod) || pod.status?.phase === "Succeeded"))
    .toSorted((a, b) => bornAt(a) - bornAt(b));
}

/** One that has not started has said nothing; of one that died at once, what it said before. */
async function* readPod(pod: V1Pod, here: Here, asked: LogOptions): AsyncGenerator<TimedText> {
  for (const previous of [false, true]) {
    let isEmpty = true;
    for await (const line of await openPod(pod, here, { ...asked, previous }).catch(() => [])) {
      isEmpty = false;
      yield line;
    }
    if (!isEmpty) return;
  }
}

async function* followPods(
  here: Here,
  options: Options,
  marks: Map<string, Mark>,
): AsyncGenerator<readonly LogLine[]> {
  const ended = new AbortController();
  const signal = AbortSignal.any([ended.signal, ...(options.signal ? [options.signal] : [])]);
  const waiting = new WaitingLines();
  const watch = watchPods(here, options, { marks, waiting, signal });
  watch.catch((error: unknown) => waiting.break(error));
  try {
    while (!signal.aborted) {
      const batch = waiting.take();
      if (batch.length > 0) yield batch;
      else await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    ended.abort();
  }
}

/** What streams have given and nobody has taken yet. */
class WaitingLines {
  #lines: LogLine[] = [];
  #fault: { cause: unknown } | undefined;
  #goOn: (() => void)[] = [];

  take(): LogLine[] {
    if (this.#fault && this.#lines.length === 0) throw this.#fault.cause;
    for (const goOn of this.#goOn.splice(0)) goOn();
    return this.#lines.splice(0);
  }

  async put(line: LogLine): Promise<void> {
    this.#lines.push(line);
    if (this.#lines.length < mostWaiting) return;
    await new Promise<void>((resolve) => this.#goOn.push(resolve));
  }

  break(cause: unknown): void {
    this.#fault ??= { cause };
  }
}

interface Followed {
  marks: Map<string, Mark>;
  waiting: WaitingLines;
  signal: AbortSignal;
}

/**
 * Pods come and go, and their programs start again: each new one is followed too, and one that runs
 * on again when its connection ended.
 */
async function watchPods(
  here: Here,
  options: Options,
  { marks, waiting, signal }: Followed,
): Promise<void> {
  const followed = new Map<string, "open" | "ended">();
  while (!signal.aborted) {
    for (const pod of await listPods(here, options)) {
      const start = `${nameOf(pod)} ${mainOf(pod)?.restartCount ?? 0}`;
      if (!isDue(pod, followed.get(start))) continue;
      followed.set(start, "open");
      const mark = marks.get(nameOf(pod)) ?? new Mark();
      marks.set(nameOf(pod), mark);
      void followPod(pod, here, { mark, waiting, signal })
        .then(() => followed.set(start, "ended"))
        .catch((error: unknown) => {
          if (isGone(error)) followed.set(start, "ended");
          else if (!signal.aborted) waiting.break(breakOf(nameOf(pod)));
        });
    }
    await sleep(1000, undefined, { signal }).catch(() => undefined);
  }
}

function isDue(pod: V1Pod, before: "open" | "ended" | undefined): boolean {
  if (before === undefined) return hasBegun(pod);
  return before === "ended" && mainOf(pod)?.state?.running !== undefined;
}

/** A pod may go between the list and the request. */
function isGone(error: unknown): boolean {
  return (error as { code?: unknown }).code === 404;
}

async function followPod(
  pod: V1Pod,
  here: Here,
  { mark, waiting, signal }: Omit<Followed, "marks"> & { mark: Mark },
): Promise<void> {
  const isNew = mark.resume();
  const asked = { follow: true, sinceTime: mark.time };
  for await (const line of await openPod(pod, here, asked, signal)) {
    if (isNew(line)) await waiting.put({ ...unitOf(pod), ...line });
  }
}

/** Throws when the cluster refuses, and while it is read when the connection breaks. */
async function openPod(
  pod: V1Pod,
  { cluster: { config, namespace } }: Here,
  asked: LogOptions,
  signal?: AbortSignal,
): Promise<AsyncIterable<TimedText>> {
  const { Log } = await import("@kubernetes/client-node");
  const stream = new PassThrough();
  // which the library leaves alone
  stream.on("pipe", (source) => source.on("error", (error) => stream.destroy(error)));
  const options = { ...asked, timestamps: true };
  const request = await new Log(config)
    .log(namespace, nameOf(pod), containerOf(pod), stream, options);
  if (signal?.aborted) request.abort();
  signal?.addEventListener("abort", () => request.abort());
  return timedLines(stream, request);
}

async function* timedLines(
  stream: PassThrough,
  request: AbortController,
): AsyncGenerator<TimedText> {
  try {
    for await (const text of splitLines(stream)) {
      const line = splitTime(text);
      if (line) yield line;
    }
  } finally {
    request.abort(); // whoever reads may have had enough
  }
}

function breakOf(pod: string): PlatformError {
  return new PlatformError("tool_failed", `the connection to the log of ${pod} broke`, {
    hint: "give the same command again",
  });
}

function unitOf(pod: V1Pod): { component: string; unit: string } {
  return { component: componentOf(pod) ?? "", unit: nameOf(pod) };
}

function nameOf({ metadata }: V1Pod): string {
  return metadata?.name ?? "";
}

function bornAt({ metadata }: V1Pod): number {
  return new Date(metadata?.creationTimestamp ?? 0).getTime();
}
