/**
 * An environment while it is checked: the merged tree, its settled value, and what is wrong so
 * far.
 */
import type { Catalogue, KindTraits, Values } from "./catalogue.ts";
import type { Contracts } from "./contract.ts";
import type { Fault } from "./faults.ts";
import type { MapNode, Node, Pointer, ScalarNode } from "./node.ts";
import { kindOf } from "./node.ts";
import { isFields, isKinds, isMap, memberOf, own, type Shape } from "./schema.ts";

/** Every field may be absent or not what it should be: checks run on what is left after faults. */
export interface SettledValue {
  readonly target?: string;
  readonly timezone: string;
  readonly tls?: Values;
  readonly policies?: Values;
  readonly moved?: Readonly<Record<string, string>>;
  readonly images: Readonly<Record<string, Values>>;
  readonly envGroups: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly components?: Readonly<Record<string, Values>>;
}

export interface Model {
  readonly root: MapNode;
  /** Every node of it that the schema speaks of. */
  readonly visits: readonly Visit[];
  readonly value: SettledValue;
  readonly catalogue: Catalogue;
  readonly faults: Fault[];
  /** Names of the environments of the project. */
  readonly environments: readonly string[];
  /** What programs read, by the image. */
  readonly contracts: Contracts;
}

export function componentsOf(
  model: Model,
): [name: string, spec: Values, traits: KindTraits | undefined][] {
  return Object.entries(model.value.components ?? {}).map(([name, spec]) => [
    name,
    spec,
    own(model.catalogue.kinds, spec.kind),
  ]);
}

/** One node that the schema speaks of. */
export interface Visit {
  pointer: Pointer;
  node: Node;
  shape: Shape;
  /** As targets are asked: `Service.health.path`; members of a map or list have the path of it. */
  path: string;
  /** Whether it is a field of its own, and neither a member nor a group of fields. */
  field: boolean;
}

/** Every node that the schema speaks of, parents first. */
export function listVisits(root: MapNode, environment: Shape): Visit[] {
  const visits: Visit[] = [];
  const visit = (visited: Visit): void => {
    const { node, shape, pointer, path } = visited;
    visits.push(visited);
    for (const [key, member] of membersOf(node)) {
      const inside = memberOf(shape, key, kindOf(member));
      if (inside === undefined) continue;
      const field = isFields(shape) && !isGroup(inside);
      const at = [...pointer, key];
      visit({
        pointer: at,
        node: member,
        shape: inside,
        path: pathOf(path, shape, key, member),
        field,
      });
    }
  };
  visit({ pointer: [], node: root, shape: environment, path: "Environment", field: false });
  return visits;
}

/** Its fields are asked for, and not it. */
export function isGroup(shape: Shape): boolean {
  const inside = isMap(shape) ? shape.additionalProperties : shape;
  return isFields(inside) || isKinds(inside);
}

function pathOf(path: string, shape: Shape, key: string, member: Node): string {
  if (isFields(shape)) return `${path}.${key}`;
  if (isKinds(shape)) return kindOf(member) ?? path;
  return path === "Environment.images" ? "Image" : path;
}

function membersOf(node: Node): (readonly [string, Node])[] {
  if (node.type === "map") {
    return [...node.entries].map(([key, entry]) => [key, entry.value] as const);
  }
  return node.type === "list"
    ? node.items.map((item, index) => [String(index), item] as const)
    : [];
}

export function isTextNode(visited: Visit): visited is Visit & { node: ScalarNode } {
  return visited.node.type === "scalar" && visited.node.value !== null;
}
