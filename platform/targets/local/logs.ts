/** The logs of components, as lines: the last ones, then, when followed, each new one. */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import type { LogLine } from "../operations.ts";
import { lastLines, readFrom } from "./log-files.ts";
import type { EnvironmentPaths } from "./paths.ts";

interface Options {
  components: readonly string[];
  /** How many of the last lines of each component. */
  tail: number;
  follow: boolean;
  signal?: AbortSignal;
}

interface Log extends Omit<LogLine, "text"> {
  path: string;
}

export async function* streamLogs(
  paths: EnvironmentPaths,
  { components, tail, follow, signal }: Options,
): AsyncGenerator<LogLine> {
  const offsets = new Map<string, number>();
  for (const log of findLogs(paths, components)) {
    offsets.set(log.path, sizeOf(log.path));
    for (const text of lastLines(log.path, tail)) yield lineOf(log, text);
  }
  while (follow && !signal?.aborted) {
    for (const log of findLogs(paths, components)) yield* newLines(log, offsets);
    await sleep(150, undefined, { signal }).catch(() => undefined);
  }
}

function* newLines(log: Log, offsets: Map<string, number>): Generator<LogLine> {
  const size = sizeOf(log.path);
  const before = offsets.get(log.path) ?? 0;
  const from = before > size ? 0 : before; // it was cut
  const text = size > from ? readFrom(log.path, from, size - from) : "";
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  offsets.set(log.path, from + Buffer.byteLength(whole));
  for (const line of whole.split("\n").slice(0, -1)) yield lineOf(log, line);
}

/** Oldest first, so that the end is what happened last. */
function findLogs(paths: EnvironmentPaths, components: readonly string[]): Log[] {
  const logs = filesIn(paths.logs)
    .filter((file) => file.endsWith(".log"))
    .map((file) => {
      const name = file.slice(0, -4);
      const [component = name, rest = ""] = name.split(".");
      const replica = rest.split("-")[1];
      return {
        path: join(paths.logs, file),
        component,
        unit: replica ? `${component}-${replica}` : component,
      };
    });
  const wanted = logs.filter(
    ({ component }) => components.length === 0 || components.includes(component),
  );
  return wanted.sort((a, b) => statSync(a.path).mtimeMs - statSync(b.path).mtimeMs);
}

function lineOf({ component, unit }: Log, text: string): LogLine {
  return { component, unit, text };
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // nothing has run yet
  }
}
