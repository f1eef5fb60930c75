/** Values that are not what their fields ask for. */
import {
  type Checking,
  dataAt,
  formOf,
  type Params,
  shapeAt,
  subjectOf,
  wordsAt,
} from "./checking.ts";
import { languageVersion } from "./environment-fields.ts";
import { type Fault, quote } from "./faults.ts";
import { toFlow } from "./flow.ts";
import { findForeignWord } from "./foreign-words.ts";
import { type Form, forms } from "./forms.ts";
import { keyAt, type Pointer, spanAt } from "./node.ts";
import { isFields, isKinds, isMap, isText, type Shape } from "./schema.ts";
import { describeSubject } from "./subject.ts";
import { describeChoice } from "./suggest.ts";

export function describeType(pointer: Pointer, _params: Params, checking: Checking): Fault {
  const shape = shapeAt(checking, pointer);
  const span = spanAt(checking.root, pointer);
  const found = dataAt(pointer, checking);
  const written = wordsAt(pointer, checking);
  const form = formOf(shape);
  if (form && typeof found !== "object") return describeForm(written, form, span);
  const [what, example] = describeShape(shape);
  const quoted =
    shape?.type === "string" && typeof found !== "object"
      ? `hint: write ${JSON.stringify(written)}`
      : example;
  const message = `${nameOf(pointer, checking)} is ${what}, not ${describeFound(found, written)}`;
  const help = quoted ?? memberHelp(pointer) ?? listHelp(pointer, checking);
  return { code: "wrong-type", message, span, help };
}

/** `"port" of Service "api"`, `component "db"`, `item 2 of command of Job "seed"`. */
function nameOf(pointer: Pointer, checking: Checking): string {
  const field = pointer.at(-1) ?? "environment";
  const member =
    pointer.length === 2 && ["components", "images", "envGroups"].includes(pointer[0] ?? "");
  if (member) return describeSubject(pointer, () => undefined);
  const name = /^\d+$/.test(field) ? `item ${Number(field) + 1}` : `"${field}"`;
  return pointer.length > 1 ? `${name} of ${subjectOf(pointer.slice(0, -1), checking)}` : name;
}

/** For what stands right below these maps, and not for what is inside. */
function memberHelp([first, name, ...inside]: Pointer): string | undefined {
  const examples: Readonly<Record<string, string>> = {
    components: "{ kind: Database, engine: postgresql }",
    images: "{ build: ./app }",
    envGroups: "{ LOG_LEVEL: info }",
  };
  const example = examples[first ?? ""];
  return example && name !== undefined && inside.length === 0 ? `hint: ${name}: ${example}` : undefined;
}

/** What the list of a wrong item looks like. */
function listHelp(pointer: Pointer, checking: Checking): string | undefined {
  const list = shapeAt(checking, pointer.slice(0, -1));
  return list?.type === "array" ? describeShape(list)[1] : undefined;
}

function describeShape(shape: Shape | undefined): [what: string, example: string | undefined] {
  const examples = shape && "examples" in shape ? (shape.examples as unknown[]) : [];
  const example = examples[0] === undefined ? undefined : `hint: such as ${toFlow(examples[0])}`;
  if (isFields(shape) || isMap(shape) || isKinds(shape) || shape === undefined) {
    return ["a map", example];
  }
  if (isText(shape) || shape.type === "string") return ["a text", example];
  const names = {
    array: "a list",
    boolean: "true or false",
    integer: "a whole number",
    number: "a number",
  } as const;
  return [names[shape.type], example];
}

function describeFound(value: unknown, written: string): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a map";
  return typeof value === "string" ? `the text ${quote(value)}` : quote(written);
}

export function describeEnum(
  pointer: Pointer,
  { allowedValues }: Params,
  checking: Checking,
): Fault {
  const allowed = allowedValues as string[];
  const field = pointer.at(-1) ?? "";
  const wrong = wordsAt(pointer, checking);
  const span = spanAt(checking.root, pointer);
  if (field === "kind") {
    const foreign = findForeignWord(`kind:${wrong}`, pointer, checking.value);
    return {
      code: "unknown-kind",
      message: `there is no kind ${quote(wrong)}`,
      span,
      help: () => (foreign ? `hint: ${foreign}` : describeChoice(wrong, allowed, "Kinds")),
    };
  }
  if (field === "target") {
    return {
      code: "unknown-target",
      message: `there is no target ${quote(wrong)}`,
      span,
      help: describeChoice(wrong, allowed, "Targets"),
    };
  }
  const message = `${field} of ${subjectOf(pointer.slice(0, -1), checking)} cannot be ${quote(wrong)}`;
  return { code: "unknown-value", message, span, help: () => describeChoice(wrong, allowed, "Values") };
}

export function describeVersion(pointer: Pointer, _params: Params, checking: Checking): Fault {
  const found = wordsAt(pointer, checking);
  const span = spanAt(checking.root, pointer);
  const newer = Number(found) > languageVersion;
  const message = newer
    ? `version ${found} of the language is newer than this andamio, which reads version ${languageVersion}`
    : `there is no version ${found} of the language`;
  return {
    code: "unknown-version",
    message,
    span,
    help: newer ? "hint: update andamio" : `hint: version: ${languageVersion}`,
  };
}

export function describePattern(
  pointer: Pointer,
  { propertyName }: Params,
  checking: Checking,
): Fault {
  const found = wordsAt(pointer, checking);
  const shape = shapeAt(checking, pointer);
  if (typeof propertyName === "string" && (isMap(shape) || isKinds(shape))) {
    return describeForm(
      propertyName,
      forms[shape.names],
      keyAt(checking.root, [...pointer, propertyName]),
    );
  }
  const form = formOf(shape);
  const span = spanAt(checking.root, pointer);
  return form
    ? describeForm(found, form, span)
    : { code: "wrong-value", message: `${quote(found)} cannot stand here`, span };
}

function describeForm(wrong: string, form: Form, span: Fault["span"]): Fault {
  if (wrong === "environment" && form === forms["component name"]) {
    return {
      code: "bad-name",
      message: "\"environment\" is taken: it is the environment itself, as in ${environment.name}",
      span,
      help: "hint: give it another name",
    };
  }
  const meant = form.suggest?.(wrong);
  const right = meant !== undefined && meant !== wrong && new RegExp(form.pattern).test(meant);
  const help = right ? `did you mean "${meant}"? ${form.explain}` : form.explain;
  return { code: form.code, message: `${quote(wrong)} is not ${form.what}`, span, help };
}

export function describeEmpty(pointer: Pointer, _params: Params, checking: Checking): Fault {
  const message = `"${pointer.at(-1)}" of ${subjectOf(pointer.slice(0, -1), checking)} is empty`;
  return {
    code: "empty-list",
    message,
    span: spanAt(checking.root, pointer),
    help: describeShape(shapeAt(checking, pointer))[1],
  };
}

export function describeRange(pointer: Pointer, _params: Params, checking: Checking): Fault {
  const found = wordsAt(pointer, checking);
  const { minimum, exclusiveMinimum, maximum } = (shapeAt(checking, pointer) ?? {}) as Record<
    string,
    number | undefined
  >;
  const least = minimum === undefined ? `more than ${exclusiveMinimum}` : `at least ${minimum}`;
  const message = `"${pointer.at(-1)}" of ${subjectOf(pointer.slice(0, -1), checking)} cannot be ${found}`;
  return {
    code: "out-of-range",
    message,
    span: spanAt(checking.root, pointer),
    help: `hint: it is ${least} and at most ${maximum}`,
  };
}
