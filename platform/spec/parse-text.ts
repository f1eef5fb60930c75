/** Whether the text of a variable reads as its schema says: variables have no other type. */
import type { TextSchema } from "./contract.ts";
import { own } from "./schema.ts";
import { suggest } from "./suggest.ts";
import { isJson, textFormats } from "./text-formats.ts";

/** What is wrong with it, as in `must be a number`. */
export interface TextFault {
  must: string;
  /** What was probably meant. */
  near?: string;
}

type Check = (text: string, schema: TextSchema) => TextFault | undefined;

const truths = ["true", "false", "1", "0"];
const meantTrue = new Set(["yes", "on", "y", "t", "enabled"]);
const meantFalse = new Set(["no", "off", "n", "f", "disabled"]);

const types: Readonly<Record<string, Check>> = {
  string: () => undefined,
  boolean: checkBoolean,
  integer: (text, schema) =>
    /^[+-]?\d+$/.test(text) && Number.isSafeInteger(Number(text))
      ? checkRange(Number(text), schema)
      : { must: `be a whole number${rangeOf(schema)}` },
  number: (text, schema) =>
    /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text) && Number.isFinite(Number(text))
      ? checkRange(Number(text), schema)
      : { must: `be a number${rangeOf(schema)}` },
  array: checkList,
  object: (text) => (/^\s*\{/.test(text) && isJson(text) ? undefined : { must: "be an object in JSON" }),
  null: (text) => (text === "" ? undefined : { must: "be empty" }),
};

export const textTypes = Object.keys(types);

export function checkText(text: string, schema: TextSchema): TextFault | undefined {
  const typed = checkOne(schema.type ?? ["string"], (type) => types[type]!(text, schema));
  return typed ?? checkEnum(text, schema) ?? checkForm(text, schema) ?? checkAny(text, schema);
}

/** One that fits is enough; else the first speaks. */
function checkOne<T>(
  list: readonly T[],
  check: (one: T) => TextFault | undefined,
): TextFault | undefined {
  let first: TextFault | undefined;
  for (const one of list) {
    const fault = check(one);
    if (!fault) return undefined;
    first ??= fault;
  }
  return first;
}

function checkBoolean(text: string): TextFault | undefined {
  const asked = text.toLowerCase();
  if (truths.includes(asked)) return undefined;
  const near = meantTrue.has(asked) ? "true" : meantFalse.has(asked) ? "false" : suggest(text, truths.slice(0, 2));
  return { must: "be true, false, 1 or 0", ...(near !== undefined && { near }) };
}

function checkRange(value: number, schema: TextSchema): TextFault | undefined {
  const { minimum = -Infinity, maximum = Infinity, multipleOf } = schema;
  const { exclusiveMinimum = -Infinity, exclusiveMaximum = Infinity } = schema;
  const isInside = value >= minimum && value <= maximum;
  if (!isInside || value <= exclusiveMinimum || value >= exclusiveMaximum) {
    return { must: `be a number${rangeOf(schema)}` };
  }
  return multipleOf === undefined ? undefined : checkMultiple(value, multipleOf);
}

function checkMultiple(value: number, of: number): TextFault | undefined {
  const share = value / of;
  const isMultiple = Math.abs(share - Math.round(share)) < 1e-9;
  return isMultiple ? undefined : { must: `be a multiple of ${of}` };
}

function rangeOf(schema: TextSchema): string {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  const parts = [
    ...(minimum === undefined ? [] : [`of at least ${minimum}`]),
    ...(exclusiveMinimum === undefined ? [] : [`above ${exclusiveMinimum}`]),
    ...(maximum === undefined ? [] : [`of at most ${maximum}`]),
    ...(exclusiveMaximum === undefined ? [] : [`below ${exclusiveMaximum}`]),
  ];
  return parts.length === 0 ? "" : ` ${parts.join(" and ")}`;
}

function checkList(text: string, schema: TextSchema): TextFault | undefined {
  const { items, separator, uniqueItems } = schema;
  if (schema.isJson) {
    return /^\s*\[/.test(text) && isJson(text) ? undefined : { must: "be a list in JSON" };
  }
  const parts = text.split(separator).map((part) => part.trim());
  if (uniqueItems && new Set(parts).size < parts.length) return { must: "list each value once" };
  return checkCount(parts.length, schema) ?? (items && checkParts(parts, items));
}

function checkCount(count: number, schema: TextSchema): TextFault | undefined {
  const { minItems = 0, maxItems = Infinity, separator } = schema;
  if (count >= minItems && count <= maxItems) return undefined;
  const most = maxItems === Infinity ? "" : ` and at most ${maxItems}`;
  return { must: `list at least ${minItems}${most} values, with "${separator}" between them` };
}

function checkParts(parts: readonly string[], items: TextSchema): TextFault | undefined {
  for (const part of parts) {
    const fault = checkText(part, items);
    if (fault) return { ...fault, must: `list values that ${fault.must}` };
  }
  return undefined;
}

function checkEnum(text: string, schema: TextSchema): TextFault | undefined {
  const isSame = (word: string): boolean =>
    schema.ignoreCase ? word.toLowerCase() === text.toLowerCase() : word === text;
  if (!schema.enum || schema.enum.some(isSame)) return undefined;
  const near = suggest(text, schema.enum);
  return { must: `be one of ${schema.enum.join(", ")}`, ...(near !== undefined && { near }) };
}

function checkForm(text: string, schema: TextSchema): TextFault | undefined {
  const known = schema.format === undefined ? undefined : own(textFormats, schema.format);
  if (known && !known.fits(text)) return { must: `be ${known.what}` };
  if (schema.pattern?.test(text) === false) return { must: `match ${schema.pattern.source}` };
  return schema.isJson && !isJson(text) ? { must: "be JSON" } : checkLength(text, schema);
}

function checkLength({ length }: string, schema: TextSchema): TextFault | undefined {
  const { minLength = 0, maxLength = Infinity } = schema;
  if (length < minLength) return { must: `have at least ${minLength} characters` };
  return length > maxLength ? { must: `have at most ${maxLength} characters` } : undefined;
}

function checkAny(text: string, { anyOf }: TextSchema): TextFault | undefined {
  if (!anyOf) return undefined;
  const fault = checkOne(anyOf, (one) => checkText(text, one));
  if (!fault) return undefined;
  return { must: anyOf.flatMap((one) => checkText(text, one)?.must ?? []).join(", or ") };
}
