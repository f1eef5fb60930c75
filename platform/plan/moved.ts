/**
 * Renames of components and volumes: the side before takes the new names, so that only what else
 * differs is a change, and each rename is one row.
 */
import type { Values } from "../spec/catalogue.ts";
import type { Entry, MapNode, Node } from "../spec/node.ts";
import { keyAt } from "../spec/node.ts";
import { own } from "../spec/schema.ts";
import { placeOf } from "../spec/source.ts";
import type { World } from "./effects.ts";
import { holdsData } from "./impacts.ts";
import { type Effect, type Remark, type Row, worstOf } from "./plan.ts";
import { componentsOf, type Side } from "./side.ts";
import { volumesOf } from "./update-mode.ts";

type Moved = Readonly<Record<string, string>>;

export function movedOf({ value }: Side): Moved {
  return (value.moved ?? {}) as Moved;
}

/** What was deployed under the old name, by the name that it has now. */
export function renameSide(before: Side, after: Side): Side {
  const [done, moved] = [movedOf(before), movedOf(after)];
  const fresh = Object.entries(moved).filter(([name, old]) => own(done, name) !== old);
  if (fresh.length === 0) return before;
  const names = new Map(fresh.map(([name, old]) => [old, name]));
  const components = Object.entries(componentsOf(before)).map(([name, spec]) => [
    names.get(name) ?? name,
    renameVolumes(renameReferences(spec, names) as Values, names),
  ]);
  const groups = renameReferences(before.value.envGroups, names);
  const value = { ...before.value, components: Object.fromEntries(components) as Values };
  return {
    ...before,
    value: groups === undefined ? value : { ...value, envGroups: groups },
    tree: renameTree(before.tree, names),
  };
}

function renameVolumes(spec: Values, names: ReadonlyMap<string, string>): Values {
  const volumes = Object.entries(volumesOf(spec));
  if (volumes.length === 0) return spec;
  const renamed = volumes.map(([name, one]) => [names.get(name) ?? name, one]);
  return { ...spec, volumes: Object.fromEntries(renamed) as Values };
}

function renameReferences(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (typeof value === "string") {
    return value.replace(/(?<!\$)\$\{([a-z0-9-]+)\./g, (whole, name: string) => {
      const now = names.get(name);
      return now === undefined ? whole : `\${${now}.`;
    });
  }
  if (Array.isArray(value)) return value.map((one) => renameReferences(one, names));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, renameReferences(one, names)]),
  );
}

function renameTree(tree: MapNode, names: ReadonlyMap<string, string>): MapNode {
  const components = tree.entries.get("components");
  if (components?.value.type !== "map") return tree;
  const all = renameKeys(components.value, names, (node) => {
    const volumes = node.type === "map" ? node.entries.get("volumes") : undefined;
    if (node.type !== "map" || volumes?.value.type !== "map") return node;
    const renamed = { ...volumes, value: renameKeys(volumes.value, names, (one) => one) };
    return { ...node, entries: new Map(node.entries).set("volumes", renamed) };
  });
  return { ...tree, entries: new Map(tree.entries).set("components", { ...components, value: all }) };
}

function renameKeys(
  map: MapNode, names: ReadonlyMap<string, string>, inside: (node: Node) => Node,
): MapNode {
  const entries = [...map.entries].map(([key, entry]): [string, Entry] => [
    names.get(key) ?? key,
    { ...entry, value: inside(entry.value) },
  ]);
  return { ...map, entries: new Map(entries) };
}

/** A rename that comes is no loss where the old one was; one that goes too early is. */
export function listMoveRows(original: Side, world: World): Row[] {
  const [done, moved] = [movedOf(original), movedOf(world.after)];
  const names = new Set([...Object.keys(moved), ...Object.keys(done)]);
  return [...names].flatMap((name): Row[] => {
    const [was, is] = [own(done, name), own(moved, name)];
    return was === is ? [] : [makeMoveRow(name, { was, is, original, world })];
  });
}

function makeMoveRow(name: string, move: Move): Row {
  const { was, is, original, world } = move;
  const effects = listHolders(name, world).map((holder) => effectOf(holder, name, move));
  const side = is === undefined ? "before" : "after";
  const { tree } = side === "after" ? world.after : original;
  return {
    ...describeMove(name, was, is),
    place: placeOf(keyAt(tree, ["moved", name])),
    ...{ side, effects, resources: [] },
    impact: worstOf(effects.map(({ impact }) => impact)),
  };
}

function describeMove(name: string, was?: string, is?: string) {
  if (is === undefined) {
    const text = `moved ${was} → not set`;
    return { path: `moved.${name}`, change: "removed" as const, before: was, text };
  }
  const change = was === undefined ? "added" as const : "changed" as const;
  const before = was === undefined ? {} : { before: was };
  return { path: name, change, ...before, after: is, text: `moved from ${is}` };
}

interface Move {
  was: string | undefined;
  is: string | undefined;
  original: Side;
  world: World;
}

/** The component, or those that mount the volume. */
function listHolders(name: string, { after }: World): string[] {
  return Object.entries(componentsOf(after))
    .filter(([component, spec]) => component === name || own(volumesOf(spec), name) !== undefined)
    .map(([component]) => component);
}

function effectOf(component: string, name: string, { was, is, original, world }: Move): Effect {
  const known = componentsOf(original);
  const old = is ?? was!;
  const wasThere = was !== undefined || hasName(known, name);
  if (!wasThere) {
    const reason = hasName(known, old)
      ? "moved: its data, ports and secrets stay"
      : "it is new";
    return { component, impact: "no-op", reason };
  }
  const spec = own(componentsOf(world.after), component) ?? {};
  const traits = own(world.catalogue.kinds, spec.kind);
  const isVolume = component !== name;
  const keeps = isVolume || spec.generate !== undefined || holdsOwn(traits, spec);
  const reason = "it would be made under another name, and what it keeps stays behind";
  return keeps
    ? { component, impact: "data loss", reason, losses: [`moved ${name}`] }
    : { component, impact: "brief downtime", reason: "it is made under another name" };
}

function holdsOwn(traits: World["catalogue"]["kinds"][string] | undefined, spec: Values): boolean {
  const { volumes: _others, ...rest } = spec;
  return holdsData(traits, rest);
}

function hasName(components: Readonly<Record<string, Values>>, name: string): boolean {
  return Object.hasOwn(components, name)
    || Object.values(components).some((spec) => own(volumesOf(spec), name) !== undefined);
}

/** An entry on which nothing depends: what it names keeps no data, port or secret. */
export function warnIdleMoves({ after, before, catalogue }: World): Remark[] {
  return Object.entries(movedOf(after)).flatMap(([name, old]): Remark[] => {
    const spec = own(componentsOf(after), name);
    const traits = spec && own(catalogue.kinds, spec.kind);
    if (!spec || own(movedOf(before), name) !== old) return [];
    const hasAddress = Object.keys(traits?.outputs(spec) ?? {}).length > 0;
    if (hasAddress || holdsOwn(traits, spec)) return [];
    return [{
      message: `nothing depends on the old name of "${name}"`,
      place: placeOf(keyAt(after.tree, ["moved", name])),
      hint: "remove it from moved",
    }];
  });
}
