/**
 * Where a reference stands in the file, which may hold escapes and quotes that its text has not.
 */
import type { ScalarNode } from "./node.ts";
import { parseText, type Part } from "./references.ts";
import type { Span } from "./source.ts";

type Marked = Exclude<Part, { type: "words" }>;

export function spanOfPart(
  node: ScalarNode,
  part: Marked,
  which: "whole" | "inside" | "component" | "output",
): Span {
  const { source, start, end } = node.span;
  const raw = source.text.slice(start, end);
  const at = findWritten(raw, part, countBefore(node.text, part));
  if (at === -1) return node.span;
  const from = start + at;
  if (part.type === "wrong" || which === "whole")
    return { source, start: from, end: from + part.written.length };
  const dot = from + 2 + part.component.length;
  if (which === "component") return { source, start: from + 2, end: dot };
  return {
    source,
    start: which === "inside" ? from + 2 : dot + 1,
    end: from + part.written.length - 1,
  };
}

/** How many of the same words stand before it in the text. */
function countBefore(text: string, part: Marked): number {
  return parseText(text).filter(
    (one) => one.type !== "words" && one.written === part.written && one.index < part.index,
  ).length;
}

/** The place of the n-th; one after a `$` is escaped. */
function findWritten(raw: string, { written }: Marked, n: number): number {
  let at = -1;
  for (let left = n; left >= 0;) {
    at = raw.indexOf(written, at + 1);
    if (at === -1) return -1;
    if (raw[at - 1] !== "$") left -= 1;
  }
  return at;
}
