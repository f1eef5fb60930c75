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
  const { ignore = [] } = fresh;
  const properties = listChanged(old.props, fresh.props)
    .filter((property) => !ignore.includes(property.split(".")[0]!));
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

const address = /^(port|publish|routePort)\b/;

/** By output, the properties whose change changes it; all others stay as they are. */
const decisive: Readonly<Record<string, RegExp>> = {
  ...{ digest: /./, reference: /./, path: /./ },
  ...{ value: /^value\b/, port: address, url: address },
};

function followsAnother(
  declaration: Declaration,
  changes: ReadonlyMap<string, ResourceChange>,
): ResourceChange | undefined {
  const found = listRefs(declaration.props).find(({ $ref, output }) => {
    const change = changes.get($ref);
    return change !== undefined && changesOutput(change, output);
  });
  return found && { ...describe("update", declaration), follows: found.$ref };
}

/** What follows another one changes by what it reads of it, which may be any property. */
function changesOutput({ properties, follows }: ResourceChange, output: string): boolean {
  const deciding = decisive[output];
  if (!deciding) return false;
  return follows !== undefined || properties.some((property) => deciding.test(property));
}

/** Resources with which it may change. */
export function listFollowed({ props }: Declaration): string[] {
  return listRefs(props).filter(({ output }) => output in decisive).map(({ $ref }) => $ref);
}

export function listRefs(value: unknown): { $ref: string; output: string }[] {
  if (typeof value !== "object" || value === null) return [];
  if ("$ref" in value) return [value as { $ref: string; output: string }];
  return Object.values(value).flatMap(listRefs);
}
