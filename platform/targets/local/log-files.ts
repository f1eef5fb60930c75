/** The log of each unit: a file, and the earlier one that was set aside when it was full. */
import { closeSync, fstatSync, openSync, readdirSync, readSync, rmSync } from "node:fs";
import { join } from "node:path";

import { splitTime } from "../timed-lines.ts";

const oneRead = 64 * 1024;
const newline = 10;

export function earlierLog(path: string): string {
  return `${path}.1`;
}

/** Removes the logs of earlier generations of a component. */
export function forgetLogs(folder: string, component: string, kept: readonly string[]): void {
  for (const file of readdirSync(folder)) {
    const [unit = ""] = file.split(".log");
    const isOurs = unit.startsWith(`${component}.`);
    if (isOurs && !kept.includes(unit)) rmSync(join(folder, file), { force: true });
  }
}

/** A file of lines that is read on as it grows, also after it was renamed. */
export interface LogFile extends Disposable {
  /** Tells files apart, whatever they are called. */
  id: number;
  modified: Date;
  /** The lines that are complete, from where it was read to up to what is there now. */
  readLines(): Generator<string>;
  /** Moves to where the last `count` lines begin; gives how many are missing. */
  seekLast(count: number): number;
}

/** `undefined` when it is not there. */
export function openLogFile(path: string): LogFile | undefined {
  const file = openIfThere(path);
  if (file === undefined) return undefined;
  const { ino, mtime } = fstatSync(file);
  let at = 0;
  return {
    id: ino,
    modified: mtime,
    * readLines() {
      const { size } = fstatSync(file);
      if (size < at) at = 0; // it was cut
      let rest: Buffer = Buffer.alloc(0);
      for (let from = at; from < size;) {
        const chunk = readBytes(file, from, Math.min(oneRead, size - from));
        if (chunk.length === 0) break;
        from += chunk.length;
        const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
        let begin = 0;
        for (let end; (end = bytes.indexOf(newline, begin)) !== -1; begin = end + 1) {
          at += end + 1 - begin;
          yield bytes.toString("utf8", begin, end);
        }
        rest = bytes.subarray(begin);
      }
    },
    seekLast(count) {
      const { size } = fstatSync(file);
      let found = 0;
      for (let end = size; end > 0;) {
        const from = Math.max(0, end - oneRead);
        const chunk = readBytes(file, from, end - from);
        for (let to = chunk.lastIndexOf(newline); to !== -1;) {
          at = from + to + 1;
          // the first newline ends the last line
          if (found++ === count) return 0;
          to = to === 0 ? -1 : chunk.lastIndexOf(newline, to - 1);
        }
        end = from;
      }
      at = 0;
      return count - found;
    },
    [Symbol.dispose]: () => closeSync(file),
  };
}

/** The last lines of a log without their times; none when there is no log. */
export function lastLines(path: string, count: number): string[] {
  using file = openLogFile(path);
  const missing = file?.seekLast(count) ?? count;
  using earlier = missing > 0 ? openLogFile(earlierLog(path)) : undefined;
  earlier?.seekLast(missing);
  const lines = [...(earlier?.readLines() ?? []), ...(file?.readLines() ?? [])];
  return lines.map((line) => splitTime(line)?.text ?? line);
}

export function readFrom(path: string, from: number, length: number): string {
  const file = openSync(path, "r");
  try {
    return readBytes(file, from, Math.min(length, fstatSync(file).size - from)).toString();
  } finally {
    closeSync(file);
  }
}

function readBytes(file: number, from: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafe(length);
  return buffer.subarray(0, readSync(file, buffer, 0, length, from));
}

function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
