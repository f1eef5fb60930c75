/**
 * Lays one tree over another as RFC 7396 says: maps merge, anything else replaces, `null`
 * removes. Positions stay those of who said it.
 */
import type { Entry, MapNode, Node } from "./node.ts";
import type { Span } from "./source.ts";

export function merge(below: MapNode, above: MapNode): MapNode {
  const entries = new Map(below.entries);
  const removed = new Map(below.removed);
  for (const [key, entry] of above.entries) {
    if (isNull(entry.value)) remove(entries, removed, key, entry.key);
    else lay(entries, removed, key, entry);
  }
  return {
    type: "map",
    span: below.span.end > below.span.start ? below.span : above.span,
    entries,
    removed,
  };
}

/** A tree on its own: what it removes from nothing is gone. */
export function settle(node: MapNode): MapNode {
  return merge({ type: "map", span: node.span, entries: new Map(), removed: new Map() }, node);
}

function remove(
  entries: Map<string, Entry>,
  removed: Map<string, Span>,
  key: string,
  at: Span,
): void {
  if (entries.delete(key)) removed.set(key, at);
}

function lay(
  entries: Map<string, Entry>,
  removed: Map<string, Span>,
  key: string,
  { key: at, value }: Entry,
): void {
  const old = entries.get(key);
  removed.delete(key);
  if (value.type !== "map") {
    entries.set(key, { key: at, value });
  } else if (old?.value.type === "map") {
    entries.set(key, { key: old.key, value: merge(old.value, value) });
  } else {
    entries.set(key, { key: at, value: settle(value) });
  }
}

function isNull(node: Node): boolean {
  return node.type === "scalar" && node.value === null;
}
