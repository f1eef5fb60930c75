/** A path as people write it (`api.replicas`) → where it points to in an environment. */
import type { Pointer } from "../spec/node.ts";
import { isMap, memberOf, own, type Shape } from "../spec/schema.ts";
import { suggest } from "../spec/suggest.ts";
import { componentsOf, groupsOf, type Side } from "./side.ts";

export type FoundPath =
  | { pointer: Pointer; value: unknown; group?: string }
  /** The longest part that is there, and what may follow it. */
  | { pointer?: undefined; known: string; near?: string; words: readonly string[] };

type Plain = Readonly<Record<string, unknown>>;

/** What is no field of the file is a component; what is no variable of it may be of its groups. */
export function findPath(path: string, side: Side, environment: Shape): FoundPath {
  const steps = path.split(".");
  const [first = ""] = steps;
  const isComponent = own(componentsOf(side), first) !== undefined;
  const found = walk(side.value, isComponent ? ["components", ...steps] : steps);
  if (found.pointer) return found;
  return findInGroups(steps, side)
    ?? findUnset(isComponent ? ["components", ...steps] : steps, side, environment)
    ?? describeMissing(found.done, found.rest, side);
}

/** A field that the language has and nothing sets. */
function findUnset(pointer: Pointer, side: Side, environment: Shape): FoundPath | undefined {
  let shape: Shape | undefined = environment;
  let value: unknown = side.value;
  for (const step of pointer) {
    // names that a user gives are there, or are not
    if (isMap(shape) && memberAt(value, step) === undefined) return undefined;
    value = memberAt(value, step);
    shape = memberOf(shape, step, (value as { kind?: unknown } | undefined)?.kind);
    if (!shape) return undefined;
  }
  return { pointer, value: undefined };
}

/** Keys may hold dots: the longest that fits is taken. */
function walk(
  value: unknown,
  rest: readonly string[],
  done: Pointer = [],
): { pointer: Pointer; value: unknown } | { pointer?: undefined; done: Pointer; rest: Pointer } {
  if (rest.length === 0) return { pointer: done, value };
  for (let length = rest.length; length > 0; length--) {
    const key = rest.slice(0, length).join(".");
    const inside = memberAt(value, key);
    if (inside !== undefined) return walk(inside, rest.slice(length), [...done, key]);
  }
  return { done, rest };
}

function memberAt(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return value[Number(key)] as unknown;
  return typeof value === "object" && value !== null ? own(value as Plain, key) : undefined;
}

function findInGroups([component = "", env, ...rest]: readonly string[], side: Side): FoundPath | undefined {
  const name = rest.join(".");
  const groups = (own(componentsOf(side), component)?.envFrom ?? []) as readonly string[];
  const group = groups.findLast((one) => own(groupsOf(side), one)?.[name] !== undefined);
  if (env !== "env" || group === undefined) return undefined;
  return { pointer: ["envGroups", group, name], value: own(groupsOf(side), group)?.[name], group };
}

function describeMissing(done: Pointer, [wrong = ""]: Pointer, side: Side): FoundPath {
  const value = done.reduce<unknown>((found, step) => memberAt(found, step), side.value);
  const inside = typeof value === "object" && value !== null ? Object.keys(value) : [];
  const words = done.length === 0 ? [...Object.keys(componentsOf(side)), ...inside] : inside;
  return { known: done.join("."), near: suggest(wrong, words), words };
}
