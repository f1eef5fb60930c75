/** Where in a file a difference comes from. */
import { findNode, keyAt, type ListNode, type MapNode, type Pointer } from "../spec/node.ts";
import { type Place, placeOf, type Span } from "../spec/source.ts";
import { type Difference, isSame } from "./compare.ts";
import type { Side } from "./side.ts";

export interface Trace {
  place: Place;
  side: "before" | "after";
}

/** None for what neither side has written: a default that comes or goes with its parent. */
export function trace(
  { pointer, before, after }: Difference,
  old: Side,
  fresh: Side,
): Trace | undefined {
  // what becomes another kind is told at that word
  const kind = [...pointer, "kind"];
  const isMap = typeof before === "object" && typeof after === "object" && !Array.isArray(after);
  if (isMap && isWritten(fresh.tree, kind)) {
    return { place: placeOf(findNode(fresh.tree, kind).node.span), side: "after" };
  }
  const written = findWritten(fresh.tree, pointer, before);
  if (written) return { place: placeOf(written), side: "after" };
  const removed = findRemoved(fresh.tree, pointer);
  if (removed) return { place: placeOf(removed), side: "after" };
  const was = findWritten(old.tree, pointer, after);
  if (was) return { place: placeOf(was), side: "before" };
  if (before === undefined || after === undefined) return undefined;
  return { place: placeOf(keyAt(fresh.tree, pointer)), side: "after" };
}

export function isWritten(tree: MapNode, pointer: Pointer): boolean {
  return findNode(tree, pointer).depth === pointer.length;
}

/** Of a list the first item that is another one. */
function findWritten(tree: MapNode, pointer: Pointer, other: unknown): Span | undefined {
  const { node, key, depth } = findNode(tree, pointer);
  if (depth < pointer.length) return undefined;
  if (node.type === "list") return findItem(node, other) ?? key ?? node.span;
  return node.type === "scalar" ? node.span : (key ?? node.span);
}

function findItem({ items }: ListNode, other: unknown): Span | undefined {
  if (!Array.isArray(other)) return undefined;
  return items.find((item, index) => !isSame(item.type === "scalar" ? item.value : item, other[index]))
    ?.span;
}

/** The `null` of a layer that took it, or what it is in, away. */
function findRemoved(tree: MapNode, pointer: Pointer): Span | undefined {
  const { node, depth } = findNode(tree, pointer);
  return node.type === "map" ? node.removed.get(pointer[depth] ?? "") : undefined;
}
