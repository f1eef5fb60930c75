/** Where two trees of plain values differ. */
import type { Change } from "./plugin.ts";

export type Difference = Omit<Change, "replaces">;

export function compare(before: unknown, after: unknown, path = ""): Difference[] {
  if (isNothing(before) || isNothing(after)) return compareWithNothing(before, after, path);
  if (Array.isArray(before) && Array.isArray(after)) {
    return indexesOf(before, after).flatMap((at) =>
      compare(before[at], after[at], `${path}[${at}]`),
    );
  }
  if (isRecord(before) && isRecord(after)) {
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
      compare(before[key], after[key], join(path, key)),
    );
  }
  return Object.is(before, after) ? [] : [{ path, kind: "update" }];
}

function compareWithNothing(before: unknown, after: unknown, path: string): Difference[] {
  if (isNothing(before) === isNothing(after)) return [];
  return [{ path, kind: isNothing(before) ? "add" : "delete" }];
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function indexesOf(...lists: unknown[][]): number[] {
  return [...Array(Math.max(...lists.map(({ length }) => length))).keys()];
}

/** As the engine writes property paths. */
function join(path: string, key: string): string {
  if (!/^[A-Za-z_$][\w$]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path ? `${path}.${key}` : key;
}
