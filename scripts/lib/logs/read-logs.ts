/** Reads the logs of many processes as one: the lines that are asked for, merged by time. */

import type { LogLine, Logs, ProcessLog, TimedText } from "../../../platform/targets/operations.ts";
import { compareTimes } from "../../../platform/targets/timed-lines.ts";
import { mergeByTime } from "./merge.ts";
import { createSelector, type Selection } from "./select-lines.ts";

interface Options extends Selection {
  /** The last so many of each process that are asked for; without it all. */
  tail?: number;
  follow?: boolean;
}

/** Runtimes of containers count each 16 KiB of a line as one, and a letter has up to 4 bytes. */
const shortestPiece = 4096;

/** Holds no more than `tail` lines of each process, or one. */
export async function* readLogs(logs: Logs, options: Options): AsyncGenerator<LogLine> {
  const { tail } = options;
  const read = (process: ProcessLog) =>
    (tail === undefined ? readAll(process, options) : readLast(process, tail, options));
  yield* mergeByTime(logs.processes.map((process) => addNames(process, read(process))));
  if (options.follow !== true) return;
  const selectors = new Map<string, ReturnType<typeof createSelector>>();
  for await (const batch of logs.follow()) {
    for (const line of batch.toSorted((a, b) => compareTimes(a.time, b.time))) {
      const isAsked = selectors.get(line.unit) ?? createSelector(options, line.component);
      selectors.set(line.unit, isAsked);
      if (isAsked(line)) yield line;
    }
  }
}

async function* readAll(process: ProcessLog, options: Options): AsyncGenerator<TimedText> {
  const isAsked = createSelector(options, process.component);
  for await (const line of process.read(options)) if (isAsked(line)) yield line;
}

/** Reads further back, eight times as far each time, until enough of the lines are asked for. */
async function* readLast(
  process: ProcessLog, tail: number, options: Options,
): AsyncGenerator<TimedText> {
  for (let last = Math.max(tail, 1); ; last *= 8) {
    const { kept, isAll } = await collectLast(process, last, tail, options);
    if (kept.length < tail && !isAll) continue;
    yield* kept;
    return;
  }
}

/** Of the last `last` lines, the last `tail` that are asked for; whether none lies before them. */
async function collectLast(process: ProcessLog, last: number, tail: number, options: Options) {
  const { since } = options;
  const isAsked = createSelector(options, process.component);
  const kept: TimedText[] = [];
  let pieces = 0;
  let isAll = false;
  for await (const line of process.read({ last, since })) {
    if (pieces === 0) isAll = since !== undefined && new Date(line.time) < since;
    pieces += 1 + Math.floor(line.text.length / shortestPiece);
    if (isAsked(line) && kept.push(line) > 2 * tail) kept.splice(0, kept.length - tail);
  }
  isAll ||= pieces < last;
  return { kept: kept.slice(Math.max(0, kept.length - tail)), isAll };
}

async function* addNames(
  { component, unit }: ProcessLog, lines: AsyncIterable<TimedText>,
): AsyncGenerator<LogLine> {
  for await (const { time, text } of lines) yield { time, component, unit, text };
}
