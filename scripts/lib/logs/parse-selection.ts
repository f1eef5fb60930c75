/** Reads the flags of `logs` that say which lines are asked for. */

import { PlatformError } from "../../../platform/errors.ts";
import { parseDuration } from "../../../platform/spec/duration.ts";
import { describeChoice } from "../suggest.ts";
import { type Level, levels } from "./levels.ts";
import type { Selection } from "./select-lines.ts";

type Flags = Readonly<Record<string, unknown>>;

const defaultTail = 50;

/** Throws `usage`. */
export function parseSelection(flags: Flags, now: Date): Selection & { tail?: number } {
  const [since, until] = [parseTime("since", flags, now), parseTime("until", flags, now)];
  if (since && until && since > until) {
    throw new PlatformError("usage", `--since ${flags["since"]} is later than --until ${flags["until"]}`, {
      hint: "andamio logs --since 1h --until 30m",
    });
  }
  if (until && flags["follow"] === true) {
    throw new PlatformError("usage", "--until ends the lines, and --follow goes on: give one of them", {
      hint: "andamio logs --follow --since 10m",
    });
  }
  return { since, until, grep: parseGrep(flags["grep"]), level: parseLevel(flags["level"]), tail: parseTail(flags) };
}

/** Since when lines are asked for is a limit too: then all of them are. */
function parseTail({ tail, since }: Flags): number | undefined {
  if (tail === undefined) return since === undefined ? defaultTail : undefined;
  if (/^\d{1,7}$/.test(String(tail))) return Number(tail);
  throw new PlatformError("usage", `--tail wants a number of lines, not "${tail}"`, { hint: "andamio logs --tail 50" });
}

const duration = /^(\d{1,9}(ms|s|m|h|d))+$/;
const clock = /^(\d\d):(\d\d)(?::(\d\d(?:\.\d{1,3})?))?$/;
const date = /^\d{4}-\d\d-\d\d$/;
const dateAndTime = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?$/;

/** So long ago, a time of today, or a date; without a zone it is that of this machine. */
function parseTime(flag: "since" | "until", flags: Flags, now: Date): Date | undefined {
  const value = flags[flag];
  if (value === undefined) return undefined;
  const time = timeOf(String(value).trim(), now);
  if (time !== undefined && !Number.isNaN(time.getTime())) return time;
  throw new PlatformError("usage", `--${flag} wants a duration or a time, as 10m or 09:30, not "${value}"`, {
    hint: `andamio logs --${flag} 10m`,
  });
}

function timeOf(text: string, now: Date): Date | undefined {
  if (duration.test(text)) return new Date(now.getTime() - parseDuration(text));
  if (date.test(text)) return new Date(`${text}T00:00`);
  if (dateAndTime.test(text)) return new Date(text);
  const [, hours, minutes, seconds = "00"] = clock.exec(text) ?? [];
  if (hours === undefined) return undefined;
  const here = new Date(now.getTime() - now.getTimezoneOffset() * 60_000);
  return new Date(`${here.toISOString().slice(0, 10)}T${hours}:${minutes}:${seconds}`);
}

function parseGrep(pattern: unknown): RegExp | undefined {
  if (pattern === undefined) return undefined;
  try {
    return new RegExp(String(pattern), "u");
  } catch (cause) {
    const why = (cause as Error).message.split(": ").at(-1);
    throw new PlatformError("usage", `--grep wants a regular expression: ${why}`, {
      hint: "andamio logs --grep 'timeout|refused'", cause,
    });
  }
}

function parseLevel(value: unknown): Level | undefined {
  if (value === undefined) return undefined;
  const level = levels.find((name) => name === String(value).toLowerCase());
  if (level) return level;
  const hint = describeChoice(String(value), levels, "levels");
  throw new PlatformError("usage", `there is no level "${value}"`, { hint });
}
