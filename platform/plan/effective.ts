/**
 * A merged environment as YAML again, each value with the line that it comes from, or the rule that
 * put it there.
 */
import { toFlow } from "../spec/flow.ts";
import { findNode, formatPointer, type Pointer } from "../spec/node.ts";
import { placeOf } from "../spec/source.ts";
import type { Side } from "./side.ts";

interface Line {
  text: string;
  origin?: string;
}

/** Names of rules by the pointers of what they put right. */
export type Mended = ReadonlyMap<string, string>;

export function renderEffective(side: Side, mended: Mended, pointer: Pointer = []): string {
  const value = pointer.reduce<unknown>(
    (found, step) => (found as Record<string, unknown> | undefined)?.[step],
    side.value,
  );
  const lines = listLines(value, { side, mended }, pointer, "");
  const width = Math.min(60, Math.max(...lines.map(({ text }) => text.length)));
  return lines
    .map(({ text, origin }) => (origin ? `${text.padEnd(width)}  # ${origin}` : text))
    .join("\n");
}

interface Known {
  side: Side;
  mended: Mended;
}

function listLines(value: unknown, known: Known, pointer: Pointer, indent: string): Line[] {
  return Object.entries(value as object).flatMap(([key, one]: [string, unknown]): Line[] => {
    const at = [...pointer, key];
    const head = `${indent}${toFlow(key)}:`;
    const isMap = typeof one === "object" && one !== null && !Array.isArray(one);
    if (isMap && Object.keys(one).length > 0) {
      return [{ text: head }, ...listLines(one, known, at, `${indent}  `)];
    }
    return [{ text: `${head} ${toFlow(one)}`, origin: originOf(known, at) }];
  });
}

function originOf({ side: { tree }, mended }: Known, pointer: Pointer): string {
  const { node, key, depth } = findNode(tree, pointer);
  const rule = mended.get(formatPointer(pointer));
  const over = rule === undefined ? "" : `rule ${rule}, over `;
  if (depth < pointer.length) return `${over}default`;
  const { file, line, column } = placeOf(node.type === "scalar" ? node.span : (key ?? node.span));
  return `${over}${file}:${line}:${column}`;
}
