/**
 * Checks the variables of each program against the schema of its image: unknown names, values that
 * do not read as declared, secrets in plain text, and what a command cannot run without.
 */
import type { Values } from "./catalogue.ts";
import {
  type Contract,
  contractOf,
  findDeclaration,
  type Requirement,
  type VariableDeclaration,
} from "./contract.ts";
import { quote } from "./faults.ts";
import { componentsOf, type Model } from "./model.ts";
import { findNode, keyAt, type Pointer, spanAt } from "./node.ts";
import { checkText } from "./parse-text.ts";
import { readCommand } from "./read-command.ts";
import { parseText, type Part } from "./references.ts";
import { isRuntimeVariable } from "./runtime-variables.ts";
import { own } from "./schema.ts";
import { suggest } from "./suggest.ts";

type Texts = Readonly<Record<string, string>>;

/** A map of variables, and the schemas of all the programs that get it. */
interface Given {
  at: Pointer;
  texts: Texts;
  contracts: Set<Contract>;
  /** Whether a program without a schema gets it too. */
  isOpen: boolean;
  user: string;
}

export function checkVariables(model: Model): void {
  if (Object.keys(model.contracts).length === 0) return;
  const maps = new Map<string, Given>();
  for (const [name, spec, traits] of componentsOf(model)) {
    if (!traits?.runs) continue;
    const contract = contractOf(model.contracts, spec.image);
    for (const [at, texts] of mapsOf(name, spec, model)) {
      const key = at.join("/");
      const given = maps.get(key) ?? { at, texts, contracts: new Set(), isOpen: false, user: name };
      maps.set(key, given);
      if (contract) given.contracts.add(contract);
      else given.isOpen = true;
    }
    if (contract) checkRequired(name, spec, contract, model);
  }
  for (const given of maps.values()) checkMap(given, model);
}

/** Its own variables, and those of its groups. */
function mapsOf(name: string, spec: Values, { value }: Model): [Pointer, Texts][] {
  const groups = Array.isArray(spec.envFrom) ? [...new Set(spec.envFrom as string[])] : [];
  const ofGroups = groups.flatMap((group): [Pointer, Texts][] => {
    const texts = own(value.envGroups, group);
    return texts ? [[["envGroups", group], texts]] : [];
  });
  return isTexts(spec.env) ? [...ofGroups, [["components", name, "env"], spec.env]] : ofGroups;
}

function isTexts(value: unknown): value is Texts {
  return typeof value === "object" && value !== null;
}

/** A group may serve several programs: what one of them reads is not unknown. */
function checkMap({ at, texts, contracts, isOpen, user }: Given, model: Model): void {
  for (const [name, text] of Object.entries(texts)) {
    if (typeof text !== "string") continue;
    const declared = [...contracts].flatMap((contract) => findDeclaration(contract, name) ?? []);
    for (const one of new Set(declared)) checkValue(name, text, one, [...at, name], model);
    const [first] = contracts;
    if (declared.length === 0 && !isOpen && first) {
      refuseUnknown(name, first, imageOf(user, model), [...at, name], model);
    }
  }
}

function refuseUnknown(
  name: string,
  { names, file }: Contract,
  image: string,
  at: Pointer,
  { root, faults }: Model,
): void {
  const findNear = (): string | undefined => suggest(name, names.keys());
  if (isRuntimeVariable(name) && !isSlip(name, findNear())) return;
  faults.push({
    code: "unknown-variable",
    message: `image ${quote(image)} reads no variable "${name}"`,
    span: keyAt(root, at),
    help: () => {
      const near = findNear();
      return near === undefined ? `hint: declare it in ${file}, or remove it` : `did you mean "${near}"?`;
    },
  });
}

function imageOf(component: string, { value }: Model): string {
  return String(own(value.components ?? {}, component)?.image);
}

/** Of a runtime's names only what is one letter away from a declared one is taken for a slip. */
function isSlip(name: string, near: string | undefined): boolean {
  if (near === undefined) return false;
  if (name.toLowerCase() === near.toLowerCase()) return /[A-Z]/.test(name);
  const sorted = (text: string): string => [...text].sort().join("");
  if (sorted(name) === sorted(near)) return true;
  let [start, end] = [0, 0];
  while (start < near.length && name[start] === near[start]) start++;
  while (end < near.length - start && name.at(-1 - end) === near.at(-1 - end)) end++;
  return Math.max(name.length, near.length) - start - end <= 1;
}

function checkValue(
  name: string,
  text: string,
  declaration: VariableDeclaration,
  at: Pointer,
  model: Model,
): void {
  if (text === "") return; // as good as not set
  const parts = parseText(text);
  const isOpen = parts.every((part) => part.type === "words" || isOfEnvironment(part));
  if (declaration.secret && isOpen) return refuseSecret(name, at, model);
  const [only] = parts;
  if (parts.length > 1 || only?.type !== "words") return; // a reference decides
  const plain = only.text;
  const fault = checkText(plain, declaration.schema);
  if (!fault) return;
  const about = declaration.description === undefined ? "" : `: ${declaration.description}`;
  model.faults.push({
    code: "bad-variable",
    message: `${name} must ${fault.must}, not ${quote(plain)}`,
    span: spanAt(model.root, at),
    help: fault.near === undefined ? `hint: ${name}${about}` : `did you mean "${fault.near}"?`,
  });
}

/** What every program may know of its environment is no secret. */
function isOfEnvironment(part: Part): boolean {
  return part.type === "reference" && part.component === "environment";
}

function refuseSecret(name: string, at: Pointer, { root, faults }: Model): void {
  const component = name.toLowerCase().replace(/^[^a-z]+|_+$/g, "").replace(/_+/g, "-");
  faults.push({
    code: "plain-credential",
    message: `${name} holds a credential in plain text`,
    span: spanAt(root, at),
    help:
      `hint: components: { ${component}: { kind: Secret, from: { variable: ${name} } } }, ` +
      `and here "\${${component}.value}"`,
  });
}

function checkRequired(name: string, spec: Values, contract: Contract, model: Model): void {
  const maps = mapsOf(name, spec, model).map(([, texts]) => texts).reverse();
  const isSet = (variable: string): boolean => {
    const declaration = contract.names.get(variable);
    const names = declaration ? [declaration.name, ...declaration.aliases] : [variable];
    const all = names.flatMap((one) => [one, `${one}_FILE`]);
    return all.some((one) => Boolean(maps.map((texts) => own(texts, one)).find(isGiven)));
  };
  const commands = contract.commands.filter((one) => isCommand(spec.command, one));
  const dependent = Object.entries(contract.dependent).filter(([variable]) => isSet(variable));
  const required = [
    ...contract.required,
    ...dependent.flatMap(([, list]) => list),
    ...commands.flatMap((one) => one.required),
  ];
  const choices = [...required.map((one) => [one]), ...commands.flatMap(({ anyOf }) => anyOf)];
  const missing = choices.filter((choice) => !choice.some(isSet));
  const told = new Map(missing.map((one) => [one.join(" or "), one]));
  for (const [what, [first = ""]] of told) {
    const about = contract.names.get(first)?.description;
    model.faults.push({
      code: "missing-variable",
      message: `${String(spec.kind)} "${name}" needs the variable ${what}`,
      span: placeOfProgram(name, model),
      help: `hint: env: { ${first}: … }${about === undefined ? "" : `; ${about}`}`,
    });
  }
}

function isGiven(text: string | undefined): boolean {
  return text !== undefined;
}

function placeOfProgram(name: string, { root }: Model) {
  const at = ["components", name];
  const env = [...at, "env"];
  return keyAt(root, findNode(root, env).depth === env.length ? env : at);
}

/** Without a command it is the image's own, which the schema names. */
function isCommand(command: unknown, { words, isDefault }: Requirement): boolean {
  if (!Array.isArray(command)) return isDefault;
  if (words.length === 0) return true;
  return readCommand(command.map(String)).programs.some(({ words: all }) =>
    all.some((_, start) => words.every((word, index) => isWord(all[start + index], word))),
  );
}

function isWord(said: string | undefined, word: string): boolean {
  return said === word || said?.endsWith(`/${word}`) === true;
}
