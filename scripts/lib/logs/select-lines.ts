/** Which log lines are asked for, by time, text, level and whether they report health checks. */

import type { TimedText } from "../../../platform/targets/operations.ts";
import { compareTimes } from "../../../platform/targets/timed-lines.ts";
import { type Fields, parseFields } from "./fields.ts";
import { type Level, levelOf, rankOf } from "./levels.ts";
import { createProbeFilter } from "./probes.ts";

export interface Selection {
  since?: Date;
  until?: Date;
  grep?: RegExp;
  /** The least serious one. */
  level?: Level;
  /** By component, the paths whose health checks are left out. */
  probes?: Readonly<Record<string, ReadonlySet<string>>>;
}

/** What goes on with the line before it: a stack, or what PostgreSQL adds to an error. */
const continued = /^\s|^(Caused by|The above exception)\b| (DETAIL|HINT|CONTEXT|STATEMENT|QUERY|LOCATION): /;

type Test = (line: TimedText, fields: Fields | undefined) => boolean;

/** Tells, line by line of one process in order, whether it is asked for. */
export function createSelector(
  { since, until, grep, level, probes }: Selection, component: string,
): (line: TimedText) => boolean {
  // those that remember lines come first: they have to see all of them
  const tests: Test[] = [];
  if (level) tests.push(isAtLeast(level));
  if (probes) tests.push(isNoProbe(probes[component]));
  if (since) tests.push(isWithin(since, 1));
  if (until) tests.push(isWithin(until, -1));
  if (grep) tests.push(({ text }) => grep.test(text));
  return (line) => {
    const fields = level || probes ? parseFields(line.text) : undefined;
    return tests.every((holds) => holds(line, fields));
  };
}

/** A line without a level is taken for an ordinary one. */
function isAtLeast(least: Level): Test {
  let last: Level = "info";
  return ({ text }, fields) => {
    last = levelOf(text, fields) ?? (continued.test(text) ? last : "info");
    return rankOf(last) >= rankOf(least);
  };
}

function isNoProbe(paths: ReadonlySet<string> = new Set()): Test {
  const isProbe = createProbeFilter(paths);
  return ({ text }, fields) => !isProbe(text, fields);
}

function isWithin(limit: Date, side: 1 | -1): Test {
  const at = limit.toISOString();
  return ({ time }) => compareTimes(time, at) * side >= 0;
}
