/**
 * Compares what two environments come to, value by value. Whole things that come or go are one
 * difference, and a list is read as a whole.
 */
import type { Pointer } from "../spec/node.ts";
import { isFields, isKinds, isMap, memberOf, type Shape } from "../spec/schema.ts";

export interface Difference {
  pointer: Pointer;
  before: unknown;
  after: unknown;
}

type Plain = Readonly<Record<string, unknown>>;

export function compareValues(
  before: unknown,
  after: unknown,
  shape: Shape | undefined,
  pointer: Pointer = [],
): Difference[] {
  const [old, fresh] = [asMap(before), asMap(after)];
  if (!old && !fresh) return isSame(before, after) ? [] : [{ pointer, before, after }];
  const keys = new Set([...Object.keys(fresh ?? {}), ...Object.keys(old ?? {})]);
  return [...keys].flatMap((key) => {
    const [was, is] = [old?.[key], fresh?.[key]];
    const at = [...pointer, key];
    if (isThing(shape) && differInKind(was, is)) return [{ pointer: at, before: was, after: is }];
    return compareValues(was, is, memberOf(shape, key, kindOf(is) ?? kindOf(was)), at);
  });
}

/** Whether its members are things with a name: components, images, groups, volumes. */
function isThing(shape: Shape | undefined): boolean {
  if (isKinds(shape)) return true;
  if (!isMap(shape)) return false;
  return isFields(shape.additionalProperties) || isMap(shape.additionalProperties);
}

function differInKind(before: unknown, after: unknown): boolean {
  return (before === undefined) !== (after === undefined) || kindOf(before) !== kindOf(after);
}

function kindOf(value: unknown): unknown {
  return asMap(value)?.kind;
}

function asMap(value: unknown): Plain | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Plain)
    : undefined;
}

export function isSame(before: unknown, after: unknown): boolean {
  return before === after || JSON.stringify(before) === JSON.stringify(after);
}
