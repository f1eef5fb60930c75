/** The log of each unit: a file that its program appends to, cut when it grows. */
import {
  closeSync,
  copyFileSync,
  fstatSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  statSync,
  truncateSync,
} from "node:fs";
import { join } from "node:path";

const largest = 10 * 1024 * 1024;
const oneRead = 64 * 1024;

/** Keeps one earlier file. The program appends, so cutting the file under it is safe. */
export function rotateLog(path: string): void {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) < largest) return;
  copyFileSync(path, `${path}.1`);
  truncateSync(path);
}

/** Removes the logs of earlier generations of a component. */
export function forgetLogs(folder: string, component: string, kept: readonly string[]): void {
  for (const file of readdirSync(folder)) {
    const [unit = ""] = file.split(".log");
    const isOurs = unit.startsWith(`${component}.`);
    if (isOurs && !kept.includes(unit)) rmSync(join(folder, file), { force: true });
  }
}

/** The last lines of a log; none when there is no log. */
export function lastLines(path: string, count: number): string[] {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size === 0 || count <= 0) return [];
  for (let length = oneRead; ; length *= 4) {
    const from = Math.max(0, size - length);
    const lines = readFrom(path, from, size - from).split("\n");
    if (lines.at(-1) === "") lines.pop();
    if (from === 0) return lines.slice(-count);
    if (lines.length > count) return lines.slice(-count);
  }
}

export function readFrom(path: string, from: number, length: number): string {
  const file = openSync(path, "r");
  try {
    const buffer = Buffer.alloc(Math.min(length, fstatSync(file).size - from));
    return buffer.toString("utf8", 0, readSync(file, buffer, 0, buffer.length, from));
  } finally {
    closeSync(file);
  }
}
