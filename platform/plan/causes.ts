/**
 * Which resources each change of the file makes change: those that would differ if it were the only
 * one. Pure: what lowers an environment is handed in.
 */
import type { Values } from "../spec/catalogue.ts";
import { formatPointer, type Pointer } from "../spec/node.ts";
import type { Declaration } from "../targets/target.ts";
import type { Difference } from "./compare.ts";
import type { ResourceChange } from "./plan.ts";
import { compareResources, listRefs } from "./resources.ts";

/** Gives none for what cannot be lowered: half of a change may refer to what is not there. */
export type Lower = (value: Values) => readonly Declaration[] | undefined;

/** What an environment comes to, and what it is made into. */
interface End {
  value: Values;
  declarations?: readonly Declaration[];
}

/** Names of resources; none where it cannot be known. */
export type Causes = ReadonlySet<string> | undefined;

export function findCauses(
  { pointer, ...change }: Difference,
  before: End,
  after: End,
  lower: Lower,
): Causes {
  if (before.value.target === undefined) return findMade(pointer, after);
  const alone = compareWith(before, setAt(before.value, pointer, change.after), lower);
  const rest = alone ?? compareWith(after, setAt(after.value, pointer, change.before), lower);
  if (!rest) return undefined;
  const at = formatPointer(pointer);
  const inside = [...(before.declarations ?? []), ...(after.declarations ?? [])].filter(
    ({ origin }) => origin.pointer === at || origin.pointer.startsWith(`${at}/`),
  );
  return new Set([...rest, ...inside].map(({ name }) => name));
}

/** Of an environment that is new: what all components share comes with its target. */
function findMade(pointer: Pointer, { declarations = [] }: End): Causes {
  const at = formatPointer(pointer);
  const made = declarations.filter(({ origin }) =>
    origin.pointer === "" ? at === "/target" : `${origin.pointer}/`.startsWith(`${at}/`));
  return new Set(made.map(({ name }) => name));
}

function compareWith(end: End, value: Values, lower: Lower): ResourceChange[] | undefined {
  const [known, other] = [end.declarations, lower(value)];
  return known && other && compareResources(known, other);
}

/** A copy in which one value is another one, or absent. */
function setAt(value: Values, [first = "", ...rest]: Pointer, to: unknown): Values {
  const inside = value[first];
  const isMap = typeof inside === "object" && inside !== null && !Array.isArray(inside);
  const next = rest.length === 0 ? to : setAt((isMap ? inside : {}) as Values, rest, to);
  const { [first]: _old, ...others } = value;
  return next === undefined ? others : { ...others, [first]: next };
}

/** Of resources, those that change too and whose outputs they read. */
export type Followed = ReadonlyMap<string, ReadonlySet<string>>;

export function findFollowed(changes: readonly ResourceChange[], ends: readonly End[]): Followed {
  const names = new Set(changes.map(({ name }) => name));
  const declared = ends.flatMap(({ declarations = [] }) => declarations);
  const found = declared.map(({ name, props, needs }) => {
    const read = listRefs(props).map(({ $ref }) => $ref).filter((one) => names.has(one));
    return [name, new Set(read.length > 0 ? read : needs.filter((one) => names.has(one)))] as const;
  });
  return new Map(found);
}
