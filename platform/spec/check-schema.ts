/** Checks a tree against the language's schema by ajv, and tells what is wrong in our own words. */
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import type { Fault } from "./faults.ts";
import { buildJsonSchema } from "./json-schema.ts";
import { isHole, parsePointer, toValue, type MapNode } from "./node.ts";
import type { FieldsShape } from "./schema.ts";
import { describeSchemaError } from "./schema-faults.ts";

const compiled = new WeakMap<FieldsShape, ValidateFunction>();

/** What of a layer is not asked: another layer may have it. */
const ofTheWhole = new Set(["required", "minProperties"]);

export interface Checked {
  /** The value as written, with text as text. */
  value: unknown;
  faults: Fault[];
}

export function checkSchema(root: MapNode, shape: FieldsShape, { layer = false } = {}): Checked {
  const value = toValue(root, shape);
  const validate = compiled.get(shape) ?? compile(shape);
  validate(value);
  const errors = selectErrors(validate.errors ?? [], root).filter(({ keyword }) => !(layer && ofTheWhole.has(keyword)));
  return { value, faults: errors.map((error) => describeSchemaError(error, parsePointer(error.instancePath), { root, value, shape })) };
}

/** Leaves out what repeats another error, and what has been told before. */
function selectErrors(errors: readonly ErrorObject[], root: MapNode): ErrorObject[] {
  const mistyped = new Set(errors.filter(({ keyword }) => keyword === "type").map(({ instancePath }) => instancePath));
  return errors.filter((error) => {
    const { keyword, instancePath, params } = error;
    // these two only repeat what another error says better
    if (keyword === "if" || keyword === "propertyNames") return false;
    if (keyword !== "type" && mistyped.has(instancePath)) return false;
    const pointer = parsePointer(instancePath);
    return !isHole(root, keyword === "required" ? [...pointer, String(params.missingProperty)] : pointer);
  });
}

/** What only costs time here is left out: a test compiles the schema with everything that ajv can check about it. */
function compile(shape: FieldsShape): ValidateFunction {
  const ajv = new Ajv({ allErrors: true, strict: false, strictNumbers: true, validateSchema: false, addUsedSchema: false, meta: false, inlineRefs: false, code: { optimize: false } });
  const validate = ajv.compile(buildJsonSchema(shape));
  compiled.set(shape, validate);
  return validate;
}
