/** Fields that are not known, or missing. */
import { type Checking, kindsOf, type Params, shapeAt, subjectOf } from "./checking.ts";
import type { Fault } from "./faults.ts";
import { toFlow } from "./flow.ts";
import { findForeignWord } from "./foreign-words.ts";
import { keyAt, type Pointer } from "./node.ts";
import { isFields, memberOf } from "./schema.ts";
import { suggest } from "./suggest.ts";

export function describeUnknown(
  pointer: Pointer,
  { additionalProperty }: Params,
  checking: Checking,
): Fault {
  const field = String(additionalProperty);
  const message = `${subjectOf(pointer, checking)} has no field "${field}"`;
  const span = keyAt(checking.root, [...pointer, field]);
  return {
    code: "unknown-field",
    message,
    span,
    help: () => helpUnknown(field, fieldsAt(pointer, checking), pointer, checking),
  };
}

function fieldsAt(pointer: Pointer, checking: Checking): string[] {
  const shape = shapeAt(checking, pointer);
  if (!isFields(shape)) return [];
  const isComponent = pointer[0] === "components" && pointer.length === 2;
  return [...Object.keys(shape.properties), ...(isComponent ? ["kind"] : [])];
}

function helpUnknown(
  field: string,
  fields: readonly string[],
  pointer: Pointer,
  checking: Checking,
): string {
  const foreign = findForeignWord(field, pointer, checking.value);
  if (foreign !== undefined) return `hint: ${foreign}`;
  const near = suggest(field, fields);
  return near === undefined
    ? `fields: ${[...fields].sort().join(", ")}`
    : `did you mean "${near}"?`;
}

export function describeMissing(
  pointer: Pointer,
  { missingProperty }: Params,
  checking: Checking,
): Fault {
  const field = String(missingProperty);
  const shape = memberOf(shapeAt(checking, pointer), field);
  const span = keyAt(checking.root, pointer);
  if (field === "kind") {
    const kinds = kindsOf(checking);
    return {
      code: "missing-kind",
      message: `component "${pointer.at(-1)}" does not say its kind`,
      span,
      help: `kinds: ${kinds.join(", ")}`,
    };
  }
  const example = shape && "examples" in shape ? (shape.examples as unknown[])[0] : undefined;
  const help = example === undefined ? undefined : `hint: ${field}: ${toFlow(example)}`;
  return {
    code: "missing-field",
    message: `${subjectOf(pointer, checking)} needs "${field}"`,
    span,
    help,
  };
}
