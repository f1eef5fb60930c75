/** Checks a tree against the language's schema by ajv, and tells what is wrong in our own words. */
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import type { Fault } from "./faults.ts";
import { buildJsonSchema } from "./json-schema.ts";
import { parsePointer, toValue, type MapNode } from "./node.ts";
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
  const errors = (validate.errors ?? []).filter((error) => isOurs(error) && !(layer && ofTheWhole.has(error.keyword)));
  return { value, faults: errors.map((error) => describeSchemaError(error, parsePointer(error.instancePath), { root, value, shape })) };
}

/** `if` and `propertyNames` only repeat what another error says better. */
function isOurs({ keyword }: ErrorObject): boolean {
  return keyword !== "if" && keyword !== "propertyNames";
}

function compile(shape: FieldsShape): ValidateFunction {
  const ajv = new Ajv({ allErrors: true, verbose: true, strict: true, strictRequired: false, allowUnionTypes: true, validateSchema: false, addUsedSchema: false });
  const validate = ajv.compile(buildJsonSchema(shape));
  compiled.set(shape, validate);
  return validate;
}
