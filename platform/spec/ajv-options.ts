/**
 * How ajv is used, by the validator that is generated and by the one that is not, and how the two
 * know each other.
 */
import { createHash } from "node:crypto";

import type { Options } from "ajv";

/**
 * What only costs time is left out: a test compiles the schema with everything that ajv can check
 * about it.
 */
export const ajvOptions: Options = {
  allErrors: true,
  strict: false,
  strictNumbers: true,
  validateSchema: false,
  addUsedSchema: false,
  meta: false,
  inlineRefs: false,
  messages: false,
  code: { optimize: false },
};

export function digestSchema(schema: object): string {
  return createHash("sha256").update(JSON.stringify(schema)).digest("hex");
}
