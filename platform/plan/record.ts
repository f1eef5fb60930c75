/**
 * What was applied, as a stack remembers it: the merged environment with its references unresolved,
 * so that no value of a secret is in it, and where each value stood.
 */

import type { Values } from "../spec/catalogue.ts";
import { type Entry, formatPointer, type MapNode, type Node, type Pointer } from "../spec/node.ts";
import { findNode } from "../spec/node.ts";
import { placeOf, type Span } from "../spec/source.ts";
import { digestOf } from "./digest.ts";
import type { Side } from "./side.ts";

export interface SpecRecord {
  format: 1;
  digest: string;
  /** Of the files, when it was applied; with `+` where they were not all committed. */
  commit?: string;
  merged: Values;
  /** Fingerprints of secrets that come from outside. */
  secrets?: Readonly<Record<string, string>>;
  /** By image and file of its build, what it was. */
  sources?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** By pointer, `file:line:column` of what was written. */
  places: Readonly<Record<string, string>>;
}

export function makeRecord({ tree, value }: Pick<Side, "tree" | "value">, commit?: string): SpecRecord {
  const places: Record<string, string> = {};
  for (const [pointer, span] of listWritten(value, tree, [])) {
    const { file, line, column } = placeOf(span);
    places[formatPointer(pointer)] = `${file}:${line}:${column}`;
  }
  // without prototypes and what is undefined, as it will be read again
  const merged = JSON.parse(JSON.stringify(value)) as Values;
  return { format: 1, digest: digestOf(merged), ...(commit && { commit }), merged, places };
}

function listWritten(value: unknown, tree: MapNode, at: Pointer): [Pointer, Span][] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([key, inside]: [string, unknown]): [Pointer, Span][] => {
    const pointer = [...at, key];
    const { node, key: word, depth } = findNode(tree, pointer);
    if (depth < pointer.length) return [];
    const span = node.type === "scalar" ? node.span : (word ?? node.span);
    return [[pointer, span], ...listWritten(inside, tree, pointer)];
  });
}

/** Undefined for what no version of this program has written. */
export function readRecord(found: unknown, label: string): Side | undefined {
  const record = found as Partial<SpecRecord> | undefined;
  if (record?.format !== 1 || !record.merged || !record.places) return undefined;
  const root = makeTree(record.merged, record.places, []);
  return { label, tree: root as MapNode, value: record.merged, approximations: [] };
}

function makeTree(value: unknown, places: SpecRecord["places"], at: Pointer): Node {
  const span = spanOf(places[formatPointer(at)]);
  if (typeof value !== "object" || value === null) {
    return { type: "scalar", span, value: value as string, text: String(value) };
  }
  if (Array.isArray(value)) return { type: "list", span, items: [] };
  const entries = Object.entries(value).flatMap(([key, inside]): [string, Entry][] => {
    const pointer = [...at, key];
    const place = places[formatPointer(pointer)];
    if (place === undefined) return [];
    return [[key, { key: spanOf(place), value: makeTree(inside, places, pointer) }]];
  });
  return { type: "map", span, entries: new Map(entries), removed: new Map() };
}

/** A place in a file whose text is not known any more. */
function spanOf(place = ""): Span {
  const [, file = "", row = "1", column = "1"] = /^(.*):(\d+):(\d+)$/.exec(place) ?? [];
  const line = Number(row) - 1;
  const start = line + Number(column) - 1;
  const lineStarts = Array.from({ length: line + 1 }, (_, index) => index);
  return { source: { file, text: ".".repeat(start + 1), lineStarts }, start, end: start + 1 };
}
