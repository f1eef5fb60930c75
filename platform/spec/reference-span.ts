/**
 * Where a reference stands in the file, which may hold escapes and quotes that its text has not.
 */
import type { ScalarNode } from "./node.ts";
import { parseText, type Part } from "./references.ts";
import type { Span } from "./source.ts";

/** A reference, or what is none, with its offset in the file; none where escapes hide it. */
export type Located<P extends Part = Exclude<Part, { type: "words" }>> = P & { at?: number };

/** All of a text, in one go: a text may hold very many. */
export function locateParts({ span: { source, start, end }, text }: ScalarNode): Located[] {
  const raw = source.text.slice(start, end);
  let done = 0;
  return parseText(text).flatMap((part) => {
    if (part.type === "words") return [];
    const found = findWritten(raw, part.written, done);
    if (found === -1) return [part];
    done = found + part.written.length;
    return [{ ...part, at: start + found }];
  });
}

/** The next place of the words; one after a `$` is escaped. */
function findWritten(raw: string, written: string, from: number): number {
  let at = raw.indexOf(written, from);
  while (at > 0 && raw[at - 1] === "$") at = raw.indexOf(written, at + 1);
  return at;
}

export function spanOfPart(
  { span }: ScalarNode,
  part: Located,
  which: "whole" | "inside" | "component" | "output",
): Span {
  const { at, written } = part;
  if (at === undefined) return span;
  const { source } = span;
  const end = at + written.length;
  if (part.type === "wrong" || which === "whole") return { source, start: at, end };
  const dot = at + 2 + part.component.length;
  if (which === "component") return { source, start: at + 2, end: dot };
  return { source, start: which === "inside" ? at + 2 : dot + 1, end: end - 1 };
}
