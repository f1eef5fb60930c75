/** Which resources two sets of declarations differ in, and which follow them. Pure. */
import type { Declaration } from "../targets/target.ts";
import { isSame } from "./compare.ts";
import type { ResourceChange } from "./plan.ts";

/** Those of `touched` change too, because what they are made from does. */
export function compareResources(
  before: readonly Declaration[],
  after: readonly Declaration[],
  touched: (declaration: Declaration) => boolean = () => false,
): ResourceChange[] {
  const old = new Map(before.map((one) => [keyOf(one), one]));
  const changes = new Map<string, ResourceChange>();
  for (const one of after) {
    const change = compareOne(old.get(keyOf(one)), one, touched) ?? followsAnother(one, changes);
    if (change) changes.set(one.name, change);
  }
  const kept = new Set(after.map(keyOf));
  const gone = before.filter((one) => !kept.has(keyOf(one)));
  return [...changes.values(), ...gone.map((one) => describe("delete", one))];
}

function keyOf({ type, name }: Declaration): string {
  return `${type} ${name}`;
}

function describe(
  op: ResourceChange["op"],
  { type, name, parent }: Declaration,
  properties: readonly string[] = [],
): ResourceChange {
  return { op, type, name, component: parent, properties };
}

function compareOne(
  old: Declaration | undefined,
  fresh: Declaration,
  touched: (declaration: Declaration) => boolean,
): ResourceChange | undefined {
  if (!old) return describe("create", fresh);
  const properties = listChanged(old.props, fresh.props);
  if (properties.length > 0) return describe("update", fresh, properties);
  return touched(fresh) ? describe("update", fresh, ["sources"]) : undefined;
}

/** `env.LOG_LEVEL` and not only `env`; deeper than that nobody reads. */
function listChanged(before: object, after: object, prefix = ""): string[] {
  const [old, fresh] = [before, after] as Record<string, unknown>[];
  const keys = new Set([...Object.keys(fresh ?? {}), ...Object.keys(old ?? {})]);
  return [...keys].flatMap((key) => {
    const [was, is] = [old?.[key], fresh?.[key]];
    if (isSame(was, is)) return [];
    const deeper = prefix === "" && isMap(was) && isMap(is);
    return deeper ? listChanged(was, is, `${key}.`) : [`${prefix}${key}`];
  });
}

function isMap(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !("$ref" in value);
}

/** Outputs that change with every change of what they come from. */
const changing = new Set(["digest", "reference", "path", "value"]);

function followsAnother(
  declaration: Declaration,
  changes: ReadonlyMap<string, ResourceChange>,
): ResourceChange | undefined {
  const follows = listFollowed(declaration).find((name) => changes.has(name));
  return follows === undefined ? undefined : { ...describe("update", declaration), follows };
}

/** Resources with which it may change. */
export function listFollowed({ props }: Declaration): string[] {
  return listRefs(props).filter(({ output }) => changing.has(output)).map(({ $ref }) => $ref);
}

export function listRefs(value: unknown): { $ref: string; output: string }[] {
  if (typeof value !== "object" || value === null) return [];
  if ("$ref" in value) return [value as { $ref: string; output: string }];
  return Object.values(value).flatMap(listRefs);
}
