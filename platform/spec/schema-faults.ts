/** One error of the schema → what it means to whoever wrote the file. */
import type { ErrorObject } from "ajv";

import { languageVersion } from "./environment-fields.ts";
import { type Fault, quote } from "./faults.ts";
import { toFlow } from "./flow.ts";
import { findForeignWord } from "./foreign-words.ts";
import { type Form, forms } from "./forms.ts";
import { keyAt, type MapNode, type Pointer, spanAt } from "./node.ts";
import { type FieldsShape, isFields, isKinds, isMap, isText, memberOf, type Shape } from "./schema.ts";
import { describeSubject } from "./subject.ts";
import { describeChoice, suggest } from "./suggest.ts";

export interface Checking {
  root: MapNode;
  value: unknown;
  shape: FieldsShape;
}

type Params = Readonly<Record<string, unknown>>;
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

export function describeSchemaError({ keyword, params, propertyName }: ErrorObject, pointer: Pointer, checking: Checking): Fault {
  const describe = byKeyword[keyword] ?? describeType;
  return describe(pointer, { ...params, propertyName }, checking);
}

function describeUnknown(pointer: Pointer, { additionalProperty }: Params, checking: Checking): Fault {
  const field = String(additionalProperty);
  const shape = shapeAt(checking, pointer);
  const fields = isFields(shape) ? [...Object.keys(shape.properties), ...(pointer[0] === "components" && pointer.length === 2 ? ["kind"] : [])] : [];
  const message = `${subjectOf(pointer, checking)} has no field "${field}"`;
  const span = keyAt(checking.root, [...pointer, field]);
  return { code: "unknown-field", message, span, help: helpUnknown(field, fields, pointer, checking) };
}

function helpUnknown(field: string, fields: readonly string[], pointer: Pointer, checking: Checking): string {
  const foreign = findForeignWord(field, pointer, checking.value);
  if (foreign !== undefined) return `hint: ${foreign}`;
  const near = suggest(field, fields);
  return near === undefined ? `fields: ${[...fields].sort().join(", ")}` : `did you mean "${near}"?`;
}

function describeMissing(pointer: Pointer, { missingProperty }: Params, checking: Checking): Fault {
  const field = String(missingProperty);
  const shape = memberOf(shapeAt(checking, pointer), field);
  const span = keyAt(checking.root, pointer);
  if (field === "kind") {
    const kinds = kindsOf(checking);
    return { code: "missing-kind", message: `component "${pointer.at(-1)}" does not say its kind`, span, help: `kinds: ${kinds.join(", ")}` };
  }
  const example = shape && "examples" in shape ? (shape.examples as unknown[])[0] : undefined;
  const help = example === undefined ? undefined : `hint: ${field}: ${toFlow(example)}`;
  return { code: "missing-field", message: `${subjectOf(pointer, checking)} needs "${field}"`, span, help };
}

function describeType(pointer: Pointer, _params: Params, checking: Checking): Fault {
  const shape = shapeAt(checking, pointer);
  const span = spanAt(checking.root, pointer);
  const found = dataAt(pointer, checking);
  const form = formOf(shape);
  if (form && typeof found !== "object") return describeForm(String(found), form, span);
  const [what, example] = describeShape(shape);
  const quoted = shape?.type === "string" && typeof found !== "object" ? `hint: write ${JSON.stringify(String(found))}` : example;
  const message = `${nameOf(pointer, checking)} is ${what}, not ${describeFound(found)}`;
  return { code: "wrong-type", message, span, help: quoted ?? memberHelp(pointer) };
}

/** `"port" of Service "api"`, `component "db"`, `item 2 of command of Job "seed"`. */
function nameOf(pointer: Pointer, checking: Checking): string {
  const field = pointer.at(-1) ?? "environment";
  const member = pointer.length === 2 && ["components", "images", "envGroups"].includes(pointer[0] ?? "");
  if (member) return describeSubject(pointer, () => undefined);
  const name = /^\d+$/.test(field) ? `item ${Number(field) + 1}` : `"${field}"`;
  return pointer.length > 1 ? `${name} of ${subjectOf(pointer.slice(0, -1), checking)}` : name;
}

function memberHelp([first, name]: Pointer): string | undefined {
  const examples: Readonly<Record<string, string>> = {
    components: "{ kind: Database, engine: postgresql }", images: "{ build: ./app }", envGroups: "{ LOG_LEVEL: info }",
  };
  const example = examples[first ?? ""];
  return example && name !== undefined ? `hint: ${name}: ${example}` : undefined;
}

function describeShape(shape: Shape | undefined): [what: string, example: string | undefined] {
  const examples = shape && "examples" in shape ? (shape.examples as unknown[]) : [];
  const example = examples[0] === undefined ? undefined : `hint: such as ${toFlow(examples[0])}`;
  if (isFields(shape) || isMap(shape) || isKinds(shape) || shape === undefined) return ["a map", example];
  if (isText(shape) || shape.type === "string") return ["a text", example];
  const names = { array: "a list", boolean: "true or false", integer: "a whole number", number: "a number" } as const;
  return [names[shape.type], example];
}

function describeFound(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a map";
  return typeof value === "string" ? `the text ${quote(value)}` : quote(value);
}

function describeEnum(pointer: Pointer, { allowedValues }: Params, checking: Checking): Fault {
  const allowed = allowedValues as string[];
  const field = pointer.at(-1) ?? "";
  const wrong = String(dataAt(pointer, checking));
  const span = spanAt(checking.root, pointer);
  if (field === "kind") {
    const foreign = findForeignWord(`kind:${wrong}`, pointer, checking.value);
    return { code: "unknown-kind", message: `there is no kind ${quote(wrong)}`, span, help: foreign ? `hint: ${foreign}` : describeChoice(wrong, allowed, "Kinds") };
  }
  if (field === "target") return { code: "unknown-target", message: `there is no target ${quote(wrong)}`, span, help: describeChoice(wrong, allowed, "Targets") };
  const message = `${field} of ${subjectOf(pointer.slice(0, -1), checking)} cannot be ${quote(wrong)}`;
  return { code: "unknown-value", message, span, help: describeChoice(wrong, allowed, "Values") };
}

function describeVersion(pointer: Pointer, _params: Params, checking: Checking): Fault {
  const found = dataAt(pointer, checking);
  const span = spanAt(checking.root, pointer);
  const newer = Number(found) > languageVersion;
  const message = newer
    ? `version ${String(found)} of the language is newer than this andamio, which reads version ${languageVersion}`
    : `there is no version ${String(found)} of the language`;
  return { code: "unknown-version", message, span, help: newer ? "hint: update andamio" : `hint: version: ${languageVersion}` };
}

function describePattern(pointer: Pointer, { propertyName }: Params, checking: Checking): Fault {
  const found = dataAt(pointer, checking);
  const shape = shapeAt(checking, pointer);
  if (typeof propertyName === "string" && (isMap(shape) || isKinds(shape))) {
    return describeForm(propertyName, forms[shape.names], keyAt(checking.root, [...pointer, propertyName]));
  }
  const form = formOf(shape);
  const span = spanAt(checking.root, pointer);
  return form ? describeForm(String(found), form, span) : { code: "wrong-value", message: `${quote(found)} cannot stand here`, span };
}

export function describeForm(wrong: string, form: Form, span: Fault["span"]): Fault {
  if (wrong === "environment" && form === forms["component name"]) {
    return { code: "bad-name", message: "\"environment\" is taken: it is the environment itself, as in ${environment.name}", span, help: "hint: give it another name" };
  }
  const meant = form.suggest?.(wrong);
  const right = meant !== undefined && meant !== wrong && new RegExp(form.pattern).test(meant);
  const help = right ? `did you mean "${meant}"? ${form.explain}` : form.explain;
  return { code: form.code, message: `${quote(wrong)} is not ${form.what}`, span, help };
}

function describeEmpty(pointer: Pointer, _params: Params, checking: Checking): Fault {
  const message = `"${pointer.at(-1)}" of ${subjectOf(pointer.slice(0, -1), checking)} is empty`;
  return { code: "empty-list", message, span: spanAt(checking.root, pointer), help: describeShape(shapeAt(checking, pointer))[1] };
}

function describeRange(pointer: Pointer, _params: Params, checking: Checking): Fault {
  const found = dataAt(pointer, checking);
  const { minimum, exclusiveMinimum, maximum } = (shapeAt(checking, pointer) ?? {}) as Record<string, number | undefined>;
  const least = minimum === undefined ? `more than ${exclusiveMinimum}` : `at least ${minimum}`;
  const message = `"${pointer.at(-1)}" of ${subjectOf(pointer.slice(0, -1), checking)} cannot be ${String(found)}`;
  return { code: "out-of-range", message, span: spanAt(checking.root, pointer), help: `hint: it is ${least} and at most ${maximum}` };
}

function formOf(shape: Shape | undefined): Form | undefined {
  return shape && "form" in shape && shape.form ? forms[shape.form] : undefined;
}

/** The part of the schema that speaks of a pointer. */
function shapeAt({ shape, value }: Checking, pointer: Pointer): Shape | undefined {
  let known: Shape | undefined = shape;
  let found = value as Record<string, unknown> | undefined;
  for (const step of pointer) {
    found = found?.[step] as Record<string, unknown> | undefined;
    known = memberOf(known, step, found?.kind);
  }
  return known;
}

/** What was written at a pointer. */
function dataAt(pointer: Pointer, { value }: Checking): unknown {
  return pointer.reduce<unknown>((found, step) => (found as Record<string, unknown> | undefined)?.[step], value);
}

function subjectOf(pointer: Pointer, { value }: Checking): string {
  const components = (value as Record<string, Record<string, { kind?: unknown }>> | null)?.components;
  return describeSubject(pointer, (name) => components?.[name]?.kind);
}

function kindsOf({ shape }: Checking): string[] {
  const components = shape.properties.components;
  return isKinds(components) ? Object.keys(components.kinds) : [];
}
