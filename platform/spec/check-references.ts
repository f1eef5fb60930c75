/**
 * Every `${…}`: whether it may stand there, whether there is such a component and output, and
 * whether it would show a secret.
 */
import type { OutputTraits } from "./catalogue.ts";
import { quote } from "./faults.ts";
import { isTextNode, type Model, type Visit } from "./model.ts";
import type { ScalarNode } from "./node.ts";
import { type Located, locateParts, spanOfPart } from "./reference-span.ts";
import type { Part } from "./references.ts";
import { own } from "./schema.ts";
import type { Span } from "./source.ts";
import { suggest } from "./suggest.ts";

/** What `${environment.…}` gives. */
const environmentOutputs: Readonly<Record<string, OutputTraits>> = {
  name: {},
  timezone: {},
};

type Found = Visit & { node: ScalarNode };
type ReferencePart = Located<Extract<Part, { type: "reference" }>>;
type WrongPart = Located<Extract<Part, { type: "wrong" }>>;

export function checkReferences(model: Model): void {
  for (const visited of model.visits) {
    if (!isTextNode(visited)) continue;
    if (!visited.node.text.includes("${")) continue;
    for (const part of locateParts(visited.node)) checkPart(part, visited, model);
  }
}

function checkPart(part: Located, visited: Found, model: Model): void {
  if (!("references" in visited.shape) || visited.shape.references === undefined) {
    refusePlace(part, visited, model);
  } else if (part.type === "wrong") {
    refuseWrong(part, visited, model);
  } else {
    checkReference(part, visited, model);
  }
}

function refusePlace(
  part: ReferencePart | WrongPart,
  { node, pointer }: Found,
  { faults }: Model,
): void {
  const field = pointer.findLast((step) => !/^\d+$/.test(step)) ?? "";
  faults.push({
    code: "reference-refused",
    message: `"${field}" is read as it stands, and ${quote(part.written)} would not be replaced`,
    span: spanOfPart(node, part, "whole"),
    help: "hint: references are read in env, envGroups and command",
  });
}

function refuseWrong(part: WrongPart, { node }: Found, { faults }: Model): void {
  const variable = /^[A-Za-z_][A-Za-z0-9_]*$/.test(part.inside) ? part.inside : undefined;
  const name =
    variable
      ?.toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-+|-+$/g, "") ?? "";
  faults.push({
    code: "not-a-reference",
    message: `${quote(part.written)} is not a reference`,
    span: spanOfPart(node, part, "whole"),
    help:
      variable && name
        ? `hint: components: { ${name}: { kind: Secret, from: { variable: ${variable} } } }, and here "\${${name}.value}"; a plain \${ is written $\${`
        : "hint: a reference is ${name.output}, such as ${db.url}; a plain ${ is written $${",
  });
}

function checkReference(part: ReferencePart, visited: Found, model: Model): void {
  const components = model.value.components ?? {};
  const component = own(components, part.component);
  if (part.component === "environment") {
    checkOutput(part, visited, model, "environment", environmentOutputs);
  } else if (!component) {
    refuseComponent(part, visited, model);
  } else {
    const traits = own(model.catalogue.kinds, component.kind);
    if (traits) {
      checkOutput(
        part,
        visited,
        model,
        `${String(component.kind)} "${part.component}"`,
        traits.outputs(component),
      );
    }
  }
}

function refuseComponent(part: ReferencePart, { node, pointer }: Found, model: Model): void {
  const components = model.root.entries.get("components")?.value;
  const { entries, removed } = components?.type === "map" ? components : empty;
  // what is wrong with a component that is there has been told
  if (entries.has(part.component)) return;
  const at = removed.get(part.component);
  model.faults.push({
    code: "unknown-component",
    message: `no component is called "${part.component}"`,
    span: spanOfPart(node, part, "component"),
    help: () => (at ? describeRemoval(pointer) : describeNames(part.component, entries, pointer)),
    ...(at ? { related: { message: "removed here", span: at } } : {}),
  });
}

const empty = { entries: new Map<string, unknown>(), removed: new Map<string, Span>() };

/** A component that takes its own output would wait for itself. */
function describeNames(
  wrong: string,
  entries: ReadonlyMap<string, unknown>,
  [section, self]: readonly string[],
): string {
  const names = [...entries.keys()].filter((name) => section !== "components" || name !== self);
  const near = suggest(wrong, [...names, "environment"]);
  if (!near && names.length === 0) return "hint: there is no other component yet";
  return near ? `did you mean "${near}"?` : `Components: ${names.sort().slice(0, 20).join(", ")}`;
}

function describeRemoval(pointer: readonly string[]): string {
  const path = pointer.filter((step) => !/^\d+$/.test(step));
  const where = path.reduceRight(
    (inside, step) => (inside === "" ? `${step}: null` : `${step}: { ${inside} }`),
    "",
  );
  return `hint: remove the variable in the same file: ${where}`;
}

function checkOutput(
  part: ReferencePart,
  visited: Found,
  model: Model,
  subject: string,
  outputs: Readonly<Record<string, OutputTraits>>,
): void {
  const output = own(outputs, part.output);
  if (!output) return refuseOutput(part, visited, model, subject, Object.keys(outputs).sort());
  if (output.secret && "references" in visited.shape && visited.shape.references === "shown") {
    refuseSecret(part, visited, model);
  }
  if (isAround(visited) && !output.first && part.component !== "environment") {
    refuseLate(part, visited, model);
  }
}

/** What belongs to the whole environment, and so is needed before its components are made. */
function isAround({ path }: Visit): boolean {
  return path.startsWith("Environment.") && !path.startsWith("Environment.envGroups");
}

function refuseLate(part: ReferencePart, { node }: Found, { faults }: Model): void {
  faults.push({
    code: "reference-refused",
    message: `"${part.component}.${part.output}" is known only when what needs this is made`,
    span: spanOfPart(node, part, "inside"),
    help: "hint: what all of an environment shares refers to a component of kind Secret",
  });
}

function refuseOutput(
  part: ReferencePart,
  { node }: Found,
  { faults }: Model,
  subject: string,
  outputs: readonly string[],
): void {
  const near = suggest(part.output, outputs);
  const kind = subject.split(" ")[0] ?? "";
  const all =
    outputs.length === 0 ? `${kind} has no outputs` : `${kind} has: ${outputs.join(", ")}`;
  faults.push({
    code: "unknown-output",
    message: `${subject} has no output "${part.output}"`,
    span: spanOfPart(node, part, "output"),
    help: near ? `did you mean "${near}"? ${all}` : all,
  });
}

function refuseSecret(part: ReferencePart, visited: Found, model: Model): void {
  const inside = `${part.component}.${part.output}`;
  model.faults.push({
    code: "secret-shown",
    message: `"${inside}" is secret, and a command line can be seen by every user of the machine`,
    span: spanOfPart(visited.node, part, "inside"),
    help: () => {
      const variable = nameVariable(part, visited, model);
      return `hint: env: { ${variable}: "\${${inside}}" }, which the program reads`;
    },
  });
}

/** The variable that holds it already, or a name for one. */
function nameVariable(part: ReferencePart, { pointer }: Found, model: Model): string {
  const inside = `${part.component}.${part.output}`;
  const known = variablesOf(pointer[1] ?? "", model).get(`\${${inside}}`);
  const name = part.output === "value" ? part.component : inside;
  return known ?? name.toUpperCase().replace(/[^A-Z0-9]+/g, "_");
}

/** Many words of one command may be refused, each with such a name. */
const knownVariables = new WeakMap<Model, Map<string, ReadonlyMap<string, string>>>();

/** Variables of a component by their texts; its own come first, and the first of a text counts. */
function variablesOf(name: string, model: Model): ReadonlyMap<string, string> {
  const ofModel = knownVariables.get(model) ?? new Map<string, ReadonlyMap<string, string>>();
  knownVariables.set(model, ofModel);
  const known = ofModel.get(name);
  if (known) return known;
  const { value } = model;
  const { env, envFrom } = value.components?.[name] ?? {};
  const groups = Array.isArray(envFrom) ? (envFrom as string[]) : [];
  const maps = [
    env as Readonly<Record<string, string>> | undefined,
    ...groups.map((group) => own(value.envGroups, group)),
  ];
  const entries = maps.flatMap((map) => Object.entries(map ?? {}));
  const variables = new Map(entries.toReversed().map(([variable, text]) => [text, variable]));
  ofModel.set(name, variables);
  return variables;
}
