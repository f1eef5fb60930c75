/**
 * The tree that a file becomes: values that know where they were written. Knows no schema but for
 * `text as written`.
 */
import { isText, memberOf, type Shape } from "./schema.ts";
import type { Span } from "./source.ts";

export interface ScalarNode {
  type: "scalar";
  span: Span;
  value: string | number | boolean | null;
  /** As written. */ text: string;
}
export interface ListNode {
  type: "list";
  span: Span;
  items: readonly Node[];
}
export interface Entry {
  key: Span;
  value: Node;
}
export interface MapNode {
  type: "map";
  span: Span;
  entries: ReadonlyMap<string, Entry>;
  /** Keys that a layer above took away, and where. */
  removed: ReadonlyMap<string, Span>;
}
/** Something stands here that has been told to be wrong: nothing more is to be said of it. */
export interface HoleNode {
  type: "hole";
  span: Span;
}
export type Node = ScalarNode | ListNode | MapNode | HoleNode;

export type Pointer = readonly string[];

/**
 * Plain data for a node, without prototypes, so that no key of the user's finds anything but the
 * user's.
 */
export function toValue(node: Node, shape: Shape | undefined): unknown {
  if (node.type === "scalar") return isText(shape) && node.value !== null ? node.text : node.value;
  if (node.type === "list") return node.items.map((item) => toValue(item, memberOf(shape, "")));
  if (node.type === "hole") return undefined;
  const value = Object.create(null) as Record<string, unknown>;
  for (const [key, entry] of node.entries) {
    if (entry.value.type !== "hole") {
      value[key] = toValue(entry.value, memberOf(shape, key, kindOf(entry.value)));
    }
  }
  return value;
}

/** What a member of a map of kinds says it is. */
export function kindOf(node: Node): string | undefined {
  const kind = node.type === "map" ? node.entries.get("kind")?.value : undefined;
  return kind?.type === "scalar" ? kind.text : undefined;
}

/**
 * The node at a pointer, its key where it has one, and how many steps were found: what a layer
 * left out is told at its parent.
 */
export function findNode(root: Node, pointer: Pointer): { node: Node; key?: Span; depth: number } {
  let node = root;
  let key: Span | undefined;
  let depth = 0;
  for (const step of pointer) {
    const next = stepInto(node, step);
    if (next === undefined) break;
    node = next.value;
    key = next.key;
    depth += 1;
  }
  return { node, key, depth };
}

function stepInto(node: Node, step: string): { value: Node; key?: Span } | undefined {
  if (node.type === "map") return node.entries.get(step);
  const item = node.type === "list" ? node.items[Number(step)] : undefined;
  return item && { value: item };
}

/** Whether something at a pointer, or the place itself, has been told to be wrong. */
export function isHole(root: Node, pointer: Pointer): boolean {
  return findNode(root, pointer).node.type === "hole";
}

/** The keys of a map at the top, also of those whose values are wrong. */
export function keysOf(root: MapNode, field: string): string[] {
  const map = root.entries.get(field)?.value;
  return map?.type === "map" ? [...map.entries.keys()] : [];
}

/** Where a value stands; of a map or list its key, which is the shorter thing to point at. */
export function spanAt(root: Node, pointer: Pointer): Span {
  const { node, key } = findNode(root, pointer);
  if (node.type === "scalar") return node.span;
  return key ?? firstKey(node) ?? node.span;
}

/** Where a key stands. */
export function keyAt(root: Node, pointer: Pointer): Span {
  const { node, key } = findNode(root, pointer);
  return key ?? (node.type === "scalar" ? node.span : (firstKey(node) ?? node.span));
}

function firstKey(node: Node): Span | undefined {
  return node.type === "map" ? node.entries.values().next().value?.key : undefined;
}

export function parsePointer(pointer: string): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}

export function formatPointer(pointer: Pointer): string {
  return pointer.map((step) => `/${step.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
