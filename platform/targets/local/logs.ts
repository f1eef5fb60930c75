/** The logs of units, with their times, across the file that is written and the one set aside. */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import type { LogLine, Logs, TimedText } from "../operations.ts";
import { splitTime } from "../timed-lines.ts";
import { earlierLog, type LogFile, openLogFile } from "./log-files.ts";
import type { EnvironmentPaths } from "./paths.ts";

const pauseMs = 150;

/** Of one log in one batch, so that one that grows fast does not fill the memory. */
const mostAtOnce = 5000;

export function openLogs(
  paths: EnvironmentPaths,
  { components, signal }: { components: readonly string[]; signal?: AbortSignal },
): Logs {
  const readers = new Map<string, LogReader>();
  const find = () =>
    findLogs(paths, components).map(({ path, ...unit }) => {
      const reader = readers.get(path) ?? createReader(path);
      readers.set(path, reader);
      return { unit, reader };
    });
  return {
    processes: find().map(({ unit, reader }) => ({
      ...unit,
      async* read({ last }) {
        yield* reader.read(last);
      },
    })),
    async* follow() {
      while (!signal?.aborted) {
        const batch = find().flatMap(({ unit, reader }) =>
          reader.readOn().map((line): LogLine => ({ ...unit, ...line })),
        );
        if (batch.length > 0) yield batch;
        else await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
      }
    },
  };
}

interface LogReader {
  read(last: number | undefined): Generator<TimedText>;
  /** What came since; the first part of it when it is much. */
  readOn(): TimedText[];
}

function createReader(path: string): LogReader {
  /** The oldest first. The last one is written, until another has its name. */
  let files: LogFile[] = [];
  return {
    * read(last) {
      for (const file of files) file[Symbol.dispose]();
      files = openFiles(path);
      if (last !== undefined) seekLast(files, last);
      for (const file of files) for (const line of file.readLines()) yield timed(line, file);
    },
    readOn() {
      if (files.length === 0) files = openFiles(path);
      const lines: TimedText[] = [];
      while (files.length > 0 && lines.length < mostAtOnce) {
        const [file] = files as [LogFile];
        for (const line of file.readLines()) {
          if (lines.push(timed(line, file)) >= mostAtOnce) return lines;
        }
        if (files.length > 1) files.shift()![Symbol.dispose]();
        // it has lines that were written after the last look and before it was set aside
        else if (wasReplaced(file, path)) files = [file, ...openFiles(path, file.id)];
        else break;
      }
      return lines;
    },
  };
}

function seekLast(files: readonly LogFile[], count: number): void {
  let missing = count;
  for (const file of files.toReversed()) missing = file.seekLast(missing);
}

/** Without the one that is known already. */
function openFiles(path: string, known?: number): LogFile[] {
  // in this order: a file that is set aside meanwhile is met twice, and not missed
  const found = [path, earlierLog(path)].flatMap((name) => openLogFile(name) ?? []);
  const isOther = ({ id }: LogFile, at: number) =>
    id !== known && found.findIndex((file) => file.id === id) === at;
  const files = found.filter(isOther);
  for (const file of found) if (!files.includes(file)) file[Symbol.dispose]();
  return files.reverse();
}

function wasReplaced(file: LogFile, path: string): boolean {
  const there = statSync(path, { throwIfNoEntry: false });
  return there !== undefined && there.ino !== file.id;
}

/** A line of a build, or of an earlier version, has no time of its own. */
function timed(line: string, { modified }: LogFile): TimedText {
  return splitTime(line) ?? { time: modified.toISOString(), text: line };
}

/** By name; a unit is called `COMPONENT` or `COMPONENT.GENERATION-REPLICA`. */
function findLogs(paths: EnvironmentPaths, components: readonly string[]) {
  return filesIn(paths.logs)
    .filter((file) => file.endsWith(".log"))
    .sort()
    .map((file) => {
      const name = file.slice(0, -4);
      const [component = name, rest = ""] = name.split(".");
      const replica = rest.split("-")[1];
      const unit = replica ? `${component}-${replica}` : component;
      return { path: join(paths.logs, file), component, unit };
    })
    .filter(({ component }) => components.length === 0 || components.includes(component));
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // nothing has run yet
  }
}
