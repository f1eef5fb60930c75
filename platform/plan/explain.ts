/**
 * Why a value is what it is: every layer that says something of it, the default, the target, and
 * the rule that put it right.
 */
import type { Catalogue } from "../spec/catalogue.ts";
import type { Contracts } from "../spec/contract.ts";
import type { Layer } from "../spec/layers.ts";
import { findNode, formatPointer, type MapNode, type Node, type Pointer } from "../spec/node.ts";
import { listReferences } from "../spec/references.ts";
import { memberOf, own, type Shape } from "../spec/schema.ts";
import { type Place, placeOf } from "../spec/source.ts";
import { type DeclaredVariable, findVariable } from "./declared-variable.ts";
import type { Mended } from "./effective.ts";
import { findFallback } from "./fallback.ts";
import { describeValue, hide } from "./show.ts";
import { componentsOf, type Side } from "./side.ts";
import { isWritten } from "./trace.ts";

export interface Saying {
  place: Place;
  /** What the layer says; `null` takes away. */
  says: string;
  /** Whether this one counts. */
  counts: boolean;
}

export interface Explanation {
  pointer: Pointer;
  value: string;
  origin: "written" | "default";
  /** The one that put it there, whatever the layers say. */
  rule?: string;
  /** The last word first. */
  layers: readonly Saying[];
  /** What the language says where no file does. */
  default?: string;
  /** Where code takes the default from, which no schema has. */
  source?: string;
  /** What the target does instead. */
  instead?: string;
  /** Of a variable, what the schema of the image says. */
  variable?: DeclaredVariable;
  references: readonly Referred[];
}

export interface Referred {
  component: string;
  kind: string;
  output: string;
  secret: boolean;
  place?: Place;
}

export interface Asked {
  pointer: Pointer;
  value: unknown;
  side: Side;
  layers: readonly Layer[];
  catalogue: Catalogue;
  mended: Mended;
  contracts?: Contracts;
}

export function explainValue(asked: Asked): Explanation {
  const { pointer, side, layers, catalogue, mended } = asked;
  const name = pointer.at(-1) ?? "";
  const known = layers.flatMap(({ root }) => (root ? [root] : [])).reverse();
  const sayings = known.flatMap((root) => saysOf(root, pointer));
  const { value, source, fallback } = settleValue(asked);
  const rule = mended.get(formatPointer(pointer));
  const path = (pointer[0] === "components" ? pointer.slice(1) : pointer).join(".");
  const instead = side.approximations.find(({ field }) => field === path)?.instead;
  return {
    pointer,
    value: describeValue(name, value, hide),
    origin: isWritten(side.tree, pointer) ? "written" : "default",
    ...(rule !== undefined && { rule }),
    layers: sayings.map((one, at) => ({ ...one, counts: at === 0 && rule === undefined })),
    ...(fallback !== undefined && { default: describeValue(name, fallback, hide) }),
    ...(source !== undefined && { source }),
    ...(instead !== undefined && { instead }),
    ...explainVariable(asked),
    references: typeof value === "string" ? explainReferences(value, side, catalogue) : [],
  };
}

/** What the files come to, else what code takes; a group's defaults hold where the group is set. */
function settleValue({ pointer, value, side, catalogue }: Asked) {
  const unset = value === undefined ? findFallback(pointer, side, catalogue) : undefined;
  if (unset) return { value: unset.value, source: unset.source, fallback: undefined };
  return { value, source: undefined, fallback: defaultOf(pointer, side, catalogue) };
}

function explainVariable({ pointer, side, contracts }: Asked): { variable?: DeclaredVariable } {
  const variable = contracts && findVariable(pointer, side, contracts);
  return variable ? { variable } : {};
}

function saysOf(root: MapNode, pointer: Pointer): Omit<Saying, "counts">[] {
  const { node, key, depth } = findNode(root, pointer);
  const isRemoved = node.type === "scalar" && node.value === null;
  if (depth < pointer.length && !isRemoved) return [];
  const place = placeOf(node.type === "scalar" ? node.span : (key ?? node.span));
  return [{ place, says: isRemoved ? "null" : describeNode(node, pointer.at(-1) ?? "") }];
}

function describeNode(node: Node, name: string): string {
  return describeValue(name, plain(node), hide);
}

function plain(node: Node): unknown {
  if (node.type === "scalar") return typeof node.value === "string" ? node.value : node.text;
  if (node.type === "list") return node.items.map(plain);
  if (node.type === "hole") return undefined;
  return Object.fromEntries([...node.entries].map(([key, { value }]) => [key, plain(value)]));
}

function defaultOf(pointer: Pointer, side: Side, { environment }: Catalogue): unknown {
  let shape: Shape | undefined = environment;
  let value: unknown = side.value;
  for (const step of pointer) {
    value = (value as Record<string, unknown> | undefined)?.[step];
    shape = memberOf(shape, step, (value as { kind?: unknown } | undefined)?.kind);
  }
  return shape && "default" in shape ? shape.default : undefined;
}

function explainReferences(
  text: string,
  side: Side,
  { kinds }: Catalogue,
): Referred[] {
  return listReferences(text).map(({ component, output }) => {
    const spec = own(componentsOf(side), component);
    const outputs = spec && own(kinds, spec.kind)?.outputs(spec);
    const { key } = findNode(side.tree, ["components", component]);
    return {
      component,
      output,
      kind: String(spec?.kind ?? "environment"),
      secret: (outputs && own(outputs, output)?.secret) ?? false,
      ...(spec && key && { place: placeOf(key) }),
    };
  });
}
