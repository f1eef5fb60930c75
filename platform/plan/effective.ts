/** A merged environment as YAML again, each value with the line that it comes from. */
import { toFlow } from "../spec/flow.ts";
import { findNode, type Pointer } from "../spec/node.ts";
import { placeOf } from "../spec/source.ts";
import type { Side } from "./side.ts";

interface Line {
  text: string;
  origin?: string;
}

export function renderEffective(side: Side, pointer: Pointer = []): string {
  const value = pointer.reduce<unknown>(
    (found, step) => (found as Record<string, unknown> | undefined)?.[step],
    side.value,
  );
  const lines = listLines(value, side, pointer, "");
  const width = Math.min(60, Math.max(...lines.map(({ text }) => text.length)));
  return lines
    .map(({ text, origin }) => (origin ? `${text.padEnd(width)}  # ${origin}` : text))
    .join("\n");
}

function listLines(value: unknown, side: Side, pointer: Pointer, indent: string): Line[] {
  return Object.entries(value as object).flatMap(([key, one]: [string, unknown]): Line[] => {
    const at = [...pointer, key];
    const head = `${indent}${toFlow(key)}:`;
    const isMap = typeof one === "object" && one !== null && !Array.isArray(one);
    if (isMap && Object.keys(one).length > 0) {
      return [{ text: head }, ...listLines(one, side, at, `${indent}  `)];
    }
    return [{ text: `${head} ${toFlow(one)}`, origin: originOf(side, at) }];
  });
}

function originOf({ tree }: Side, pointer: Pointer): string {
  const { node, key, depth } = findNode(tree, pointer);
  if (depth < pointer.length) return "default";
  const { file, line, column } = placeOf(node.type === "scalar" ? node.span : (key ?? node.span));
  return `${file}:${line}:${column}`;
}
