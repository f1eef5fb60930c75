/** The part of a schema that says how the text of one variable must read. */
import type { TextSchema } from "./contract.ts";
import { isJson, type Json, type Refuse } from "./contract-faults.ts";
import { quote } from "./faults.ts";
import { compileLinear } from "./linear-pattern.ts";
import type { Pointer } from "./node.ts";
import { textTypes } from "./parse-text.ts";
import { describeChoice } from "./suggest.ts";

const numbers = [
  ...["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
  ...["minLength", "maxLength", "minItems", "maxItems"],
] as const;
const annotations = [
  ...["title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly", "$comment"],
];
const understood = new Set([
  ...numbers,
  ...annotations,
  ...["type", "enum", "const", "pattern", "format", "uniqueItems", "items", "anyOf", "oneOf", "contentMediaType"],
]);

/** Steps from the top of the file; nothing sensible is deeper. */
const deepest = 20;

export function readTextSchema(value: Json, at: Pointer, refuse: Refuse): TextSchema {
  if (at.length > deepest) {
    refuse(at, "this is nested too deeply", "hint: a variable is a text, a number or a list of them");
    return { separator: ",", isJson: false };
  }
  for (const word of Object.keys(value)) {
    if (understood.has(word) || word.startsWith("x-")) continue;
    const choice = describeChoice(word, [...understood], "understood are");
    refuse([...at, word], `${quote(word)} is not understood for a variable`, `hint: ${choice}`);
  }
  return {
    ...readNumbers(value, at, refuse),
    ...readForm(value, at, refuse),
    ...readParts(value, at, refuse),
    type: readTypes(value.type, [...at, "type"], refuse),
    isJson: value.contentMediaType === "application/json",
  };
}

function readForm(value: Json, at: Pointer, refuse: Refuse): Partial<TextSchema> {
  const pattern = readPattern(value.pattern, [...at, "pattern"], refuse);
  const words = value.const === undefined ? value.enum : [value.const];
  return {
    ...(words !== undefined && { enum: readWords(words, [...at, "enum"], refuse) }),
    ...(value["x-ignore-case"] === true && { ignoreCase: true }),
    ...(pattern && { pattern }),
    ...(typeof value.format === "string" && { format: value.format }),
  };
}

/** Parts of a list, and the ways of writing a value. */
function readParts(value: Json, at: Pointer, refuse: Refuse) {
  const word = value.anyOf === undefined ? "oneOf" : "anyOf";
  const anyOf = readList(value[word], [...at, word], refuse);
  const separator = value["x-separator"];
  return {
    separator: typeof separator === "string" && separator !== "" ? separator : ",",
    ...(value.uniqueItems === true && { uniqueItems: true }),
    ...(isJson(value.items) && { items: readTextSchema(value.items, [...at, "items"], refuse) }),
    ...(anyOf && { anyOf }),
  };
}

/** None says that it is any text. */
function readTypes(value: unknown, at: Pointer, refuse: Refuse): string[] {
  if (value === undefined) return ["string"];
  const types = (Array.isArray(value) ? value : [value]) as unknown[];
  return types.flatMap((type) => {
    if (typeof type === "string" && textTypes.includes(type)) return [type];
    const choice = describeChoice(String(type), textTypes, "types");
    refuse(at, `there is no type ${quote(type)}`, `hint: ${choice}`);
    return [];
  });
}

function readWords(value: unknown, at: Pointer, refuse: Refuse): string[] {
  if (Array.isArray(value) && value.length > 0) return value.map(String);
  refuse(at, "enum is a list of values", "hint: \"enum\": [\"smtp\", \"log\"]");
  return [];
}

function readPattern(value: unknown, at: Pointer, refuse: Refuse): RegExp | undefined {
  if (value === undefined) return undefined;
  const pattern = typeof value === "string" ? compileLinear(value) : undefined;
  if (pattern) return pattern;
  const help = "hint: do without (?=…), (?!…) and \\1";
  refuse(at, `${quote(value)} is not a pattern that is matched in linear time`, help);
  return undefined;
}

function readNumbers(value: Json, at: Pointer, refuse: Refuse): Partial<TextSchema> {
  const found = numbers.filter((word) => value[word] !== undefined);
  for (const word of found) {
    if (typeof value[word] === "number") continue;
    refuse([...at, word], `${word} is a number`, `hint: "${word}": 1`);
  }
  return Object.fromEntries(found.map((word) => [word, Number(value[word])]));
}

function readList(value: unknown, at: Pointer, refuse: Refuse): TextSchema[] | undefined {
  if (value === undefined) return undefined;
  if (Array.isArray(value) && value.length > 0 && value.every(isJson)) {
    return value.map((one, index) => readTextSchema(one, [...at, String(index)], refuse));
  }
  refuse(at, `${at.at(-1)} is a list of schemas`, "hint: [{ \"type\": \"integer\" }, { \"enum\": [\"auto\"] }]");
  return undefined;
}
