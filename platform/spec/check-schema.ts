/** Checks a tree against the language's schema by ajv, and tells what is wrong in our own words. */
import { createRequire } from "node:module";

import type { Ajv as AjvClass, ErrorObject, ValidateFunction } from "ajv";

import { findRepeated } from "./acknowledge-fault.ts";
import { ajvOptions, digestSchema } from "./ajv-options.ts";
import type { Fault } from "./faults.ts";
import { digest, validate } from "./generated/validator.js";
import { buildJsonSchema } from "./json-schema.ts";
import { isHole, type MapNode, parsePointer, toValue } from "./node.ts";
import type { FieldsShape } from "./schema.ts";
import { describeSchemaError } from "./schema-faults.ts";

const validators = new WeakMap<FieldsShape, ValidateFunction>();

/** What of a layer is not asked: another layer may have it. */
const ofTheWhole = new Set(["required", "minProperties"]);

export interface Checked {
  /** The value as written, with text as text. */
  value: unknown;
  faults: Fault[];
}

export function checkSchema(root: MapNode, shape: FieldsShape, { layer = false } = {}): Checked {
  const value = toValue(root, shape);
  const check = validators.get(shape) ?? findValidator(shape);
  check(value);
  const errors = selectErrors(check.errors ?? [], root).filter(
    ({ keyword }) => !(layer && ofTheWhole.has(keyword)),
  );
  return {
    value,
    faults: errors.map((error) =>
      describeSchemaError(error, parsePointer(error.instancePath), { root, value, shape }),
    ),
  };
}

/** Leaves out what repeats another error, and what has been told before. */
function selectErrors(errors: readonly ErrorObject[], root: MapNode): ErrorObject[] {
  const mistyped = new Set(
    errors.filter(({ keyword }) => keyword === "type").map(({ instancePath }) => instancePath),
  );
  const repeated = findRepeated(errors);
  return errors.filter((error) => {
    const { keyword, instancePath, params } = error;
    // these two only repeat what another error says better
    if (keyword === "if" || keyword === "propertyNames") return false;
    if (keyword !== "type" && mistyped.has(instancePath)) return false;
    if (repeated.has(error)) return false;
    const pointer = parsePointer(instancePath);
    return !isHole(
      root,
      keyword === "required" ? [...pointer, String(params.missingProperty)] : pointer,
    );
  });
}

/** The generated validator, or a new one when the language has changed since. */
function findValidator(shape: FieldsShape): ValidateFunction {
  const schema = buildJsonSchema(shape, { bare: true });
  const validator =
    digestSchema(schema) === digest ? (validate as ValidateFunction) : compileSchema(schema);
  validators.set(shape, validator);
  return validator;
}

function compileSchema(schema: object): ValidateFunction {
  // loading and compiling takes longer than everything else, and is seldom needed
  const { Ajv } = createRequire(import.meta.url)("ajv") as { Ajv: typeof AjvClass };
  return new Ajv(ajvOptions).compile(schema);
}
