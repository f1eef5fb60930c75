/**
 * Components of a layer that do not repeat their kind are what the layer below says; a kind never
 * changes.
 */
import type { Fault } from "./faults.ts";
import { type Entry, kindOf, type MapNode, type Node } from "./node.ts";

export function addKinds(layer: MapNode, below: MapNode | undefined, faults: Fault[]): MapNode {
  const components = layer.entries.get("components");
  const known = below?.entries.get("components")?.value;
  if (components?.value.type !== "map" || known?.type !== "map") return layer;
  const entries = new Map<string, Entry>();
  for (const [name, entry] of components.value.entries) {
    entries.set(name, addKind(name, entry, known.entries.get(name), faults));
  }
  const value: Node = { ...components.value, entries };
  return {
    ...layer,
    entries: new Map(layer.entries).set("components", { key: components.key, value }),
  };
}

function addKind(name: string, entry: Entry, below: Entry | undefined, faults: Fault[]): Entry {
  const old = below?.value.type === "map" ? below.value.entries.get("kind") : undefined;
  if (entry.value.type !== "map" || !below || !old) return entry;
  const before = kindOf(below.value);
  const now = entry.value.entries.get("kind");
  const isSame = now === undefined || kindOf(entry.value) === before;
  // that the place is empty has been told
  if (isSame || now.value.type === "hole") return withKind(entry, entry.value, old);
  faults.push({
    code: "kind-changed",
    message: `"${name}" is of kind ${before}, and a layer cannot ${describeChange(now.value)}`,
    span: now.value.span,
    related: { message: "its kind", span: old.value.span },
    help: "hint: remove it with null in a layer between, or give the new one another name",
  });
  return withKind(entry, entry.value, old);
}

function describeChange(value: Node): string {
  const isRemoved = value.type === "scalar" && value.value === null;
  return isRemoved ? "remove its kind" : "make it another";
}

function withKind(entry: Entry, value: MapNode, kind: Entry): Entry {
  return { key: entry.key, value: { ...value, entries: new Map(value.entries).set("kind", kind) } };
}
