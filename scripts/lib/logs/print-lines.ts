/** Prints log lines with time and process; on a terminal, JSON objects as columns. */

import type { LogLine } from "../../../platform/targets/operations.ts";
import { type Format, type Output, paint } from "../output.ts";
import { parseFields } from "./fields.ts";
import { renderFields } from "./render-fields.ts";

const palette: readonly Format[] = ["cyan", "green", "yellow", "magenta", "blue"];

/**
 * On a terminal the time is that of this machine, and a date stands above the lines of each other
 * day; elsewhere both are in UTC, and texts are as they were written. `units` are those that are
 * expected: their column is as wide as the longest.
 */
export function createLinePrinter(
  output: Output, stream: NodeJS.WriteStream, units: readonly string[] = [],
): (line: LogLine) => void {
  if (output.json) return (line) => void stream.write(`${JSON.stringify(line)}\n`);
  const nameOf = createNames(stream, units);
  if (!stream.isTTY) {
    return ({ time, unit, text }) =>
      void stream.write(`${new Date(time).toISOString()} ${nameOf(unit)} ${text}\n`);
  }
  let day = describeDay(new Date());
  return ({ time, unit, text }) => {
    const at = new Date(time);
    if (describeDay(at) !== day) stream.write(`${paint(stream, "dim", describeDay(at))}\n`);
    day = describeDay(at);
    const clock = paint(stream, "dim", describeClock(at));
    stream.write(`${clock} ${nameOf(unit)} ${renderText(text, stream)}\n`);
  };
}

function renderText(text: string, stream: NodeJS.WriteStream): string {
  const fields = parseFields(text);
  try {
    return fields ? renderFields(fields, stream) : text;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return text; // nested deeper than the stack
  }
}

/** One color each. */
function createNames(
  stream: NodeJS.WriteStream, units: readonly string[],
): (unit: string) => string {
  const colors = new Map<string, Format>();
  let width = Math.max(0, ...units.map(({ length }) => length));
  return (unit) => {
    const color = colors.get(unit) ?? palette[colors.size % palette.length] ?? "cyan";
    colors.set(unit, color);
    width = Math.max(width, unit.length);
    return paint(stream, color, `${unit.padEnd(width)} |`);
  };
}

function describeDay(time: Date): string {
  const parts = [time.getFullYear(), time.getMonth() + 1, time.getDate()];
  return parts.map((part) => String(part).padStart(2, "0")).join("-");
}

function describeClock(time: Date): string {
  const parts = [time.getHours(), time.getMinutes(), time.getSeconds()];
  const clock = parts.map((part) => String(part).padStart(2, "0")).join(":");
  return `${clock}.${String(time.getMilliseconds()).padStart(3, "0")}`;
}
