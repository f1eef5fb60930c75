/** A schema file of variables → what it declares, or what is wrong with it, each with its place. */
import type { Contract, Requirement, VariableDeclaration } from "./contract.ts";
import { isJson, type Refuse } from "./contract-faults.ts";
import type { Decoded } from "./decode.ts";
import { type Fault, quote } from "./faults.ts";
import { compileLinear } from "./linear-pattern.ts";
import { findNode, type MapNode, type Pointer } from "./node.ts";
import { parseYaml } from "./parse-yaml.ts";
import { readTextSchema } from "./read-text-schema.ts";
import type { Span } from "./source.ts";
import { describeChoice } from "./suggest.ts";
import { isMeaning, type MeaningName, meanings } from "./variable-meanings.ts";

export interface ReadContract {
  contract?: Contract;
  faults: readonly Fault[];
}

const topWords = new Set([
  ...["$schema", "$id", "$comment", "title", "description", "type", "properties"],
  ...["patternProperties", "additionalProperties", "required", "dependentRequired"],
]);
const form = "environments/README.md, Variables of a program";

export function readContract({ source, faults }: Decoded): ReadContract {
  if (faults.length > 0) return { faults };
  const told: Fault[] = [];
  const value = parseJson(source.text);
  const start = { source, start: 0, end: 1 };
  if (value === undefined) {
    const [first] = parseYaml(source).faults;
    const span = first?.span ?? findComma(source.text, start);
    return { faults: [describe(span, "this is not JSON", "hint: write a JSON Schema, such as { \"type\": \"object\", \"properties\": {} }")] };
  }
  // where things stand is read only of what is refused
  let root: MapNode | undefined;
  const refuse: Refuse = (at, message, help) => {
    root ??= parseYaml(source).root;
    told.push(describe(root ? placeIn(root, at) : start, message, help));
  };
  const contract = readObject(source.file, value, refuse);
  return told.length > 0 || !contract ? { faults: told } : { contract, faults: [] };
}

function describe(span: Span, message: string, help: string): Fault {
  return { code: "bad-variables", message, span, help };
}

function placeIn(root: MapNode, at: Pointer): Span {
  const { node, key } = findNode(root, at);
  return node.type === "scalar" ? node.span : (key ?? { ...node.span, end: node.span.start + 1 });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** What YAML lets pass and JSON does not is mostly a comma too many. */
function findComma(text: string, start: Span): Span {
  const [comma] = text.matchAll(/,(?=\s*[}\]])/g);
  return comma ? { ...start, start: comma.index, end: comma.index + 1 } : start;
}

function readObject(file: string, value: unknown, refuse: Refuse): Contract | undefined {
  if (!isJson(value)) {
    refuse([], "the schema of variables is an object", `hint: see ${form}`);
    return undefined;
  }
  for (const word of Object.keys(value)) {
    if (topWords.has(word) || word.startsWith("x-")) continue;
    refuse([word], `${quote(word)} is not understood in a schema of variables`, `hint: ${describeChoice(word, [...topWords, "x-commands"], "understood are")}`);
  }
  if (value.type !== undefined && value.type !== "object") refuse(["type"], "the schema of variables is of type object", "hint: \"type\": \"object\"");
  if (value.additionalProperties !== undefined && value.additionalProperties !== false) {
    refuse(["additionalProperties"], "variables that are not listed are refused", "hint: list open names in patternProperties");
  }
  const variables = readVariables(value.properties, refuse);
  const names = namesOf(variables, refuse);
  return {
    file,
    variables: Object.fromEntries(variables.map((one) => [one.name, one])),
    names,
    patterns: readPatterns(value.patternProperties, refuse),
    required: readNames(value.required, ["required"], names, refuse),
    dependent: readDependent(value.dependentRequired, names, refuse),
    commands: readCommands(value["x-commands"], names, refuse),
  };
}

function readVariables(value: unknown, refuse: Refuse): VariableDeclaration[] {
  if (value === undefined) return [];
  if (!isJson(value)) return refused(refuse, ["properties"], "properties is a map of variables");
  return Object.entries(value).flatMap(([name, one]) => {
    const at = ["properties", name];
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || name === "__proto__") {
      refuse(at, `${quote(name)} is not the name of a variable`, "hint: letters, digits and _");
      return [];
    }
    return readVariable(name, one, at, refuse) ?? [];
  });
}

function readVariable(
  name: string,
  value: unknown,
  at: Pointer,
  refuse: Refuse,
): VariableDeclaration | undefined {
  if (!isJson(value)) {
    refuse(at, `what ${name} must be is an object`, "hint: { \"type\": \"string\" }");
    return undefined;
  }
  const schema = readTextSchema(value, at, refuse);
  const meaning = readMeaning(value["x-meaning"], [...at, "x-meaning"], refuse);
  const text = textOf(value.default, schema.separator);
  const from = value["x-default-from"];
  return {
    name,
    schema,
    secret: value.writeOnly === true,
    aliases: readAliases(value["x-aliases"], [...at, "x-aliases"], refuse),
    ...(typeof value.description === "string" && { description: value.description }),
    ...(text !== undefined && { default: text }),
    ...(typeof from === "string" && { defaultFrom: from }),
    ...(meaning && { meaning }),
  };
}

function readMeaning(value: unknown, at: Pointer, refuse: Refuse): MeaningName | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "string" && isMeaning(value)) return value;
  const choice = describeChoice(String(value), Object.keys(meanings), "meanings");
  refuse(at, `there is no meaning ${quote(value)}`, `hint: ${choice}`);
  return undefined;
}

function readAliases(value: unknown, at: Pointer, refuse: Refuse): string[] {
  if (value === undefined) return [];
  if (isNames(value)) return value;
  return refused(refuse, at, "x-aliases is a list of names", "hint: \"x-aliases\": [\"OLD_NAME\"]");
}

function textOf(value: unknown, separator: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value)) return value.map(String).join(separator);
  return typeof value === "object" ? JSON.stringify(value) : String(value as string | number | boolean);
}

function namesOf(
  variables: readonly VariableDeclaration[],
  refuse: Refuse,
): Map<string, VariableDeclaration> {
  const names = new Map(variables.map((one) => [one.name, one]));
  for (const one of variables) {
    for (const alias of one.aliases) {
      if (names.has(alias)) refuse(["properties", one.name, "x-aliases"], `${quote(alias)} is a variable or an alias already`, "hint: name it once");
      else names.set(alias, one);
    }
  }
  return names;
}

function readPatterns(value: unknown, refuse: Refuse): Contract["patterns"] {
  if (value === undefined) return [];
  if (!isJson(value)) return refused(refuse, ["patternProperties"], "patternProperties is a map");
  return Object.entries(value).flatMap(([source, one]) => {
    const at = ["patternProperties", source];
    const pattern = compileLinear(source);
    if (!pattern) refuse(at, `${quote(source)} is not a pattern that is matched in linear time`, "hint: do without (?=…), (?!…) and \\1");
    const declaration = readVariable(source, one, at, refuse);
    return pattern && declaration ? [{ pattern, declaration }] : [];
  });
}

type Names = ReadonlyMap<string, VariableDeclaration>;

function readNames(value: unknown, at: Pointer, names: Names, refuse: Refuse): string[] {
  if (value === undefined) return [];
  if (!isNames(value)) return refused(refuse, at, `${at.at(-1)} is a list of names`);
  value.forEach((name, index) => {
    if (names.has(name)) return;
    refuse([...at, String(index)], `${quote(name)} is required and not declared`, `hint: ${describeChoice(name, [...names.keys()], "declared are")}`);
  });
  return value;
}

function readDependent(value: unknown, names: Names, refuse: Refuse): Contract["dependent"] {
  if (value === undefined) return {};
  if (!isJson(value)) {
    refuse(["dependentRequired"], "dependentRequired is a map of lists", "hint: { \"USER\": [\"PASSWORD\"] }");
    return {};
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, list]) => [name, readNames(list, ["dependentRequired", name], names, refuse)]),
  );
}

const commandHelp = "hint: \"x-commands\": { \"dist/server.js\": { \"required\": [\"NAME\"] } }";

function readCommands(value: unknown, names: Names, refuse: Refuse): Requirement[] {
  if (value === undefined) return [];
  if (!isJson(value)) return refused(refuse, ["x-commands"], "x-commands is a map of commands", commandHelp);
  return Object.entries(value).flatMap(([command, one]): Requirement[] => {
    const at = ["x-commands", command];
    if (!isJson(one)) return refused(refuse, at, "a command says what it requires", commandHelp);
    const known = ["required", "anyOf", "default", "description"];
    for (const word of Object.keys(one)) {
      if (!known.includes(word)) refuse([...at, word], `${quote(word)} is not understood here`, `hint: ${describeChoice(word, known, "understood are")}`);
    }
    const choices = one.anyOf === undefined ? [] : Array.isArray(one.anyOf) ? one.anyOf as unknown[] : refused(refuse, [...at, "anyOf"], "anyOf is a list", commandHelp);
    const anyOf = choices.flatMap((choice, index) => {
      const list = isJson(choice) ? choice.required : choice;
      return readNames(list, [...at, "anyOf", String(index)], names, refuse);
    });
    return [
      {
        words: command.split(/\s+/).filter((word) => word !== ""),
        isDefault: one.default === true,
        required: readNames(one.required, [...at, "required"], names, refuse),
        anyOf: anyOf.length > 0 ? [anyOf] : [],
      },
    ];
  });
}

function refused(refuse: Refuse, at: Pointer, message: string, help = `hint: see ${form}`): never[] {
  refuse(at, message, help);
  return [];
}

function isNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}
