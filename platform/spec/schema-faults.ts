/** One error of the schema → what it means to whoever wrote the file. */
import type { ErrorObject } from "ajv";

import { describeOldAcknowledge, isOldAcknowledge } from "./acknowledge-fault.ts";
import type { Checking, Params } from "./checking.ts";
import type { Fault } from "./faults.ts";
import { describeMissing, describeUnknown } from "./field-faults.ts";
import type { Pointer } from "./node.ts";
import {
  describeEmpty,
  describeEnum,
  describePattern,
  describeRange,
  describeType,
  describeVersion,
} from "./value-faults.ts";

type Describe = (pointer: Pointer, params: Params, checking: Checking) => Fault;

const byKeyword: Readonly<Record<string, Describe>> = {
  additionalProperties: describeUnknown,
  required: describeMissing,
  type: describeType,
  enum: describeEnum,
  const: describeVersion,
  pattern: describePattern,
  minItems: describeEmpty,
  minimum: describeRange,
  maximum: describeRange,
  exclusiveMinimum: describeRange,
};

export function describeSchemaError(
  { keyword, params, propertyName }: ErrorObject,
  pointer: Pointer,
  checking: Checking,
): Fault {
  if (isOldAcknowledge(pointer, keyword)) return describeOldAcknowledge(pointer, checking);
  const describe = byKeyword[keyword] ?? describeType;
  return describe(pointer, { ...params, propertyName }, checking);
}
