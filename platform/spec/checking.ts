/** What is at hand while one error of the schema is told: the tree, its value, and the schema. */
import { type Form, forms } from "./forms.ts";
import { findNode, type MapNode, type Pointer } from "./node.ts";
import { type FieldsShape, isKinds, memberOf, type Shape } from "./schema.ts";
import { describeSubject } from "./subject.ts";

export interface Checking {
  root: MapNode;
  value: unknown;
  shape: FieldsShape;
}

/** What ajv says besides the keyword. */
export type Params = Readonly<Record<string, unknown>>;

/** The part of the schema that speaks of a pointer. */
export function shapeAt({ shape, value }: Checking, pointer: Pointer): Shape | undefined {
  let known: Shape | undefined = shape;
  let found = value as Record<string, unknown> | undefined;
  for (const step of pointer) {
    found = found?.[step] as Record<string, unknown> | undefined;
    known = memberOf(known, step, found?.kind);
  }
  return known;
}

/** What stands in the file, letter by letter, where that is one word. */
export function wordsAt(pointer: Pointer, { root }: Checking): string {
  const { node } = findNode(root, pointer);
  return node.type === "scalar" ? node.text : "";
}

/** What was written at a pointer. */
export function dataAt(pointer: Pointer, { value }: Checking): unknown {
  return pointer.reduce<unknown>(
    (found, step) => (found as Record<string, unknown> | undefined)?.[step],
    value,
  );
}

export function subjectOf(pointer: Pointer, { value }: Checking): string {
  const components = (value as Record<string, Record<string, { kind?: unknown }>> | null)
    ?.components;
  return describeSubject(pointer, (name) => components?.[name]?.kind);
}

export function kindsOf({ shape }: Checking): string[] {
  const components = shape.properties.components;
  return isKinds(components) ? Object.keys(components.kinds) : [];
}

export function formOf(shape: Shape | undefined): Form | undefined {
  return shape && "form" in shape && shape.form ? forms[shape.form] : undefined;
}
