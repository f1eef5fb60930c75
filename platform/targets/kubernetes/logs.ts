/** The logs of components, as lines: the last of each pod, then, when followed, each new one. */
import { EventEmitter, on } from "node:events";
import { createInterface } from "node:readline";
import { PassThrough } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";

import type { V1Pod } from "@kubernetes/client-node";

import { PlatformError } from "../../errors.ts";
import type { LogLine, Operations } from "../operations.ts";
import { checkThere, componentOf, type Here, ownedBy } from "./environment.ts";
import { containerOf, hasBegun, isReady } from "./readiness.ts";

type Options = Parameters<Operations["logs"]>[0];

export async function* streamLogs(here: Here, options: Options): AsyncGenerator<LogLine> {
  await checkThere(here);
  if (options.follow) {
    yield* followLogs(here, options);
    return;
  }
  for (const pod of await listPods(here, options)) yield* await readLines(pod, here, options.tail);
}

/** Oldest first, so that the end is what happened last. */
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
async function readLines(
  pod: V1Pod,
  { cluster: { core, namespace } }: Here,
  tailLines: number,
): Promise<LogLine[]> {
  const asked = { namespace, name: nameOf(pod), tailLines };
  const now = await core.readNamespacedPodLog(asked).catch(() => "");
  const text = now || (await core.readNamespacedPodLog({ ...asked, previous: true }).catch(() => ""));
  return text.split("\n").filter((line) => line !== "").map((line) => lineOf(pod, line));
}

async function* followLogs(here: Here, options: Options): AsyncGenerator<LogLine> {
  const lines = new EventEmitter();
  const ended = new AbortController();
  const signal = AbortSignal.any([ended.signal, ...(options.signal ? [options.signal] : [])]);
  const onLine = (line: LogLine) => lines.emit("line", line);
  const onError = (error: unknown) => lines.emit("error", error);
  void watchPods(here, options, signal, { onLine, onError }).catch(onError);
  try {
    for await (const [line] of on(lines, "line", { signal })) yield line as LogLine;
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    ended.abort();
  }
}

/** Pods come and go: each new one is followed too. */
async function watchPods(
  here: Here,
  options: Options,
  signal: AbortSignal,
  { onLine, onError }: { onLine(line: LogLine): void; onError(error: unknown): void },
): Promise<void> {
  const { Log } = await import("@kubernetes/client-node");
  const log = new Log(here.cluster.config);
  const followed = new Set<string>();
  for (let tailLines: number | undefined = options.tail; !signal.aborted; tailLines = undefined) {
    for (const pod of await listPods(here, options)) {
      const name = nameOf(pod);
      if (followed.has(name) || !hasBegun(pod)) continue;
      followed.add(name);
      const stream = new PassThrough();
      createInterface(stream).on("line", (text) => onLine(lineOf(pod, text)));
      const onBreak = () => signal.aborted || onError(breakOf(name));
      stream.on("pipe", (source) => source.on("error", onBreak)); // which the library leaves alone
      const asked = { follow: true, tailLines };
      const request = await log.log(here.cluster.namespace, name, containerOf(pod), stream, asked);
      signal.addEventListener("abort", () => request.abort());
    }
    await sleep(1000, undefined, { signal }).catch(() => undefined);
  }
}

function breakOf(pod: string): PlatformError {
  return new PlatformError("tool_failed", `the connection to the log of ${pod} broke`, {
    hint: "give the same command again",
  });
}

function lineOf(pod: V1Pod, text: string): LogLine {
  return { component: componentOf(pod) ?? "", unit: nameOf(pod), text };
}

function nameOf({ metadata }: V1Pod): string {
  return metadata?.name ?? "";
}

function bornAt({ metadata }: V1Pod): number {
  return new Date(metadata?.creationTimestamp ?? 0).getTime();
}
