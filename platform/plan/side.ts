/** One side of a comparison: an environment as files tell it. Reads none. */
import type { Catalogue, Values } from "../spec/catalogue.ts";
import type { MapNode } from "../spec/node.ts";
import { own } from "../spec/schema.ts";
import type { Place } from "../spec/source.ts";
import { makeUseFinder, type Use } from "../spec/uses.ts";
import type { Declaration } from "../targets/target.ts";

export interface Side {
  /** As people call it: `environments/prod.yaml at main`. */
  label: string;
  /** What was written, all layers merged. */
  tree: MapNode;
  /** The same with defaults. */
  value: Values;
  /** None where the files have faults. */
  declarations?: readonly Declaration[];
  approximations: readonly (Place & { field: string; instead: string })[];
}

/** An environment that is not there yet. */
export function makeEmptySide(label: string): Side {
  const source = { file: "", text: "", lineStarts: [0] };
  const tree: MapNode = {
    type: "map",
    span: { source, start: 0, end: 0 },
    entries: new Map(),
    removed: new Map(),
  };
  return { label, tree, value: {}, declarations: [], approximations: [] };
}

type Members = Readonly<Record<string, Values>>;

export function componentsOf({ value }: Side): Members {
  return (value.components ?? {}) as Members;
}

export function groupsOf({ value }: Side): Readonly<Record<string, Record<string, string>>> {
  return (value.envGroups ?? {}) as Readonly<Record<string, Record<string, string>>>;
}

export function runsOf(side: Side, name: string, { kinds }: Catalogue): string | undefined {
  return own(kinds, own(componentsOf(side), name)?.kind)?.runs;
}

/** Every reference of every component. */
export function listUses(side: Side): Map<string, readonly Use[]> {
  const find = makeUseFinder(groupsOf(side));
  const components = Object.entries(componentsOf(side));
  return new Map(components.map(([name, spec]) => [name, find(name, spec)]));
}
