/** Log lines with a time in front, as `2026-01-02T03:04:05.678Z text`: read, ordered, resumed. */
import type { TimedText } from "./operations.ts";

const newline = 10;

const stamped = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,9})?(Z|[+-]\d\d:\d\d) ?/;

/** A newline alone ends a line: carriage returns and U+2028 are part of it. */
export async function* splitLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let begun: Buffer[] = [];
  for await (const chunk of chunks) {
    let from = 0;
    for (let end; (end = chunk.indexOf(newline, from)) !== -1; from = end + 1) {
      yield Buffer.concat([...begun, chunk.subarray(from, end)]).toString();
      begun = [];
    }
    begun.push(chunk.subarray(from));
  }
  const rest = Buffer.concat(begun).toString();
  if (rest !== "") yield rest;
}

/** Its time in UTC, as exact as it is written; `undefined` for a line without one. */
export function splitTime(line: string): TimedText | undefined {
  const [head, seconds, fraction = ".000", zone = "Z"] = stamped.exec(line) ?? [];
  if (head === undefined) return undefined;
  const whole = zone === "Z" ? seconds! : inUtc(`${seconds}${zone}`);
  if (whole === undefined) return undefined;
  return { time: `${whole}${fraction}Z`, text: line.slice(head.length) };
}

/** Negative when `a` is earlier. Both are in UTC and have a fraction. */
export function compareTimes(a: string, b: string): number {
  const [left, right] = [a, b].map((time) => time.slice(0, -1).padEnd(29, "0"));
  return left! < right! ? -1 : left === right ? 0 : 1;
}

/**
 * Where reading stopped. Several lines may share a time, so it keeps those of the last one: who
 * asks again for all since then gets them twice, and maybe others before them.
 */
export class Mark {
  time: string | undefined;
  #texts: string[] = [];

  pass({ time, text }: TimedText): void {
    if (time !== this.time) this.#texts = [];
    this.#texts.push(text);
    this.time = time;
  }

  /** Tells, line by line of what begins at this mark or before, whether it is new; passes it. */
  resume(): (line: TimedText) => boolean {
    const from = this.time;
    const repeated = [...this.#texts];
    return (line) => {
      const order = from === undefined ? 1 : compareTimes(line.time, from);
      if (order < 0) return false;
      if (order === 0 && repeated.length > 0) {
        if (line.text === repeated[0]) repeated.shift();
        return false;
      }
      this.pass(line);
      return true;
    };
  }
}

/** `undefined` for what looks like a time and is none. */
function inUtc(time: string): string | undefined {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString().slice(0, 19);
}
