/** The programs of an environment with all their variables, each with the place that says it. */
import type { Values } from "../platform/spec/catalogue.ts";
import {
  type Contract,
  contractOf,
  meaningOf,
  type VariableDeclaration,
} from "../platform/spec/contract.ts";
import { type ReadCommand, readCommand } from "../platform/spec/read-command.ts";
import { listReferences, parseText, type Reference } from "../platform/spec/references.ts";
import { type MeaningName, meanings } from "../platform/spec/variable-meanings.ts";
import type { Judged } from "./rule.ts";

export interface Variable {
  name: string;
  text: string;
  at: readonly string[];
}

export interface Program {
  name: string;
  kind: string;
  spec: Values;
  at: readonly string[];
  /** Also those that its command sets. */
  variables: ReadonlyMap<string, Variable>;
  /** What its command starts, also within the text of a shell. */
  command: ReadCommand;
  /** Everything that its variables and words refer to. */
  uses: readonly Reference[];
  /** What its image declares that it reads. */
  contract?: Contract;
}

/** A variable that means something to a rule, set or not. */
export interface Meant {
  /** The name by which it is set, else the one to set. */
  name: string;
  /** Absent where it is not set. */
  variable?: Variable;
  declaration?: VariableDeclaration;
}

const kinds = ["Service", "Worker", "Job", "CronJob"];

/** Every rule asks, and an environment does not change while it is judged. */
const known = new WeakMap<Judged, Program[]>();

export function listPrograms(environment: Judged, wanted: readonly string[] = kinds): Program[] {
  const all = known.get(environment) ?? readPrograms(environment);
  known.set(environment, all);
  return all.filter(({ kind }) => wanted.includes(kind));
}

function readPrograms(environment: Judged): Program[] {
  return listComponents(environment, kinds).map((component) => {
    const own = variablesOf(component, environment);
    const words = (component.spec.command ?? []) as readonly string[];
    const texts = [...[...own.values()].map(({ text }) => text), ...words];
    const known = new Map([...own.values()].map(({ name, text }) => [name, text]));
    const command = readCommand(words, known);
    const variables = applyCommand(own, command, component.at);
    const contract = contractOf(environment.contracts, component.spec.image);
    const uses = texts.flatMap(listReferences);
    return { ...component, variables, command, uses, ...(contract && { contract }) };
  });
}

/**
 * The variables of a program that have a meaning: by the schema of its image where there is one,
 * and by their usual names. Of a name and its aliases the first that is set counts.
 */
export function listMeant({ variables, contract }: Program, meaning: MeaningName): Meant[] {
  const declared = Object.values(contract?.variables ?? {})
    .filter(({ name }) => meaningOf(name, contract) === meaning)
    .map((declaration): Meant => {
      const names = [declaration.name, ...declaration.aliases];
      const variable = names.map((name) => variables.get(name)).find((one) => one && one.text !== "");
      const name = variable?.name ?? declaration.name;
      return { name, declaration, ...(variable && { variable }) };
    });
  const known = new Set(declared.flatMap(({ declaration: one }) => [one!.name, ...one!.aliases]));
  const others = [...variables.values()]
    .filter(({ name }) => !known.has(name) && meaningOf(name, contract) === meaning)
    .map((variable): Meant => ({ name: variable.name, variable }));
  const [usual] = meanings[meaning].names;
  const unset = contract || others.length > 0 || usual === undefined ? [] : [{ name: usual }];
  return [...declared, ...others, ...unset];
}

/** What counts where nothing is set, if the schema tells it. */
export function defaultText({ variables }: Program, { declaration }: Meant): string | undefined {
  const from = declaration?.defaultFrom;
  const other = from === undefined ? undefined : variables.get(from)?.text;
  return other ?? declaration?.default;
}

export interface Named {
  name: string;
  kind: string;
  spec: Values;
  at: readonly string[];
}

export function listComponents({ components }: Judged, wanted: readonly string[]): Named[] {
  return Object.entries(components)
    .filter(([, { kind }]) => wanted.includes(kind))
    .map(([name, spec]) => ({ name, kind: spec.kind, spec, at: ["components", name] }));
}

/** Later groups win over earlier ones, and its own over all. */
function variablesOf({ spec, at }: Named, { envGroups }: Judged): Map<string, Variable> {
  const groups = (spec.envFrom ?? []) as readonly string[];
  const maps = [
    ...groups.map((group) => [envGroups[group] ?? {}, ["envGroups", group]] as const),
    [(spec.env ?? {}) as Readonly<Record<string, string>>, [...at, "env"]] as const,
  ];
  return new Map(
    maps.flatMap(([map, from]) =>
      Object.entries(map).map(([name, text]) => [name, { name, text, at: [...from, name] }]),
    ),
  );
}

/** Assignments of a command win; two that differ leave a value that nobody knows. */
function applyCommand(
  variables: ReadonlyMap<string, Variable>,
  { programs }: ReadCommand,
  at: readonly string[],
): Map<string, Variable> {
  const all = new Map(variables);
  const seen = new Map<string, string>();
  for (const { assigned, removed, at: word } of programs) {
    for (const name of removed) all.delete(name);
    for (const [name, value] of assigned) {
      const text = (seen.get(name) ?? value) === value ? value : `\${$${name}}`;
      seen.set(name, value);
      all.set(name, { name, text, at: [...at, "command", String(word)] });
    }
  }
  return all;
}

/** Of every program that a command starts, its words. */
export function listWords({ command }: Program): string[] {
  return command.programs.flatMap(({ words }) => words);
}

/** What a text says, where it is known before anything runs. */
export function plainText(text: string, { name, timezone }: Judged): string | undefined {
  const known: Readonly<Record<string, string>> = { name, timezone };
  let plain = "";
  for (const part of parseText(text)) {
    const isKnown = part.type === "reference" && part.component === "environment";
    const words = part.type === "words" ? part.text : isKnown ? known[part.output] : undefined;
    if (words === undefined) return undefined;
    plain += words;
  }
  return plain;
}

export type FlagState = "on" | "off" | "unset" | "unknown";

/** As the programs read it; `unknown` is what cannot be known here. */
export function readFlag(variable: Variable | undefined, environment: Judged): FlagState {
  return readText(variable?.text, environment);
}

export function readText(written: string | undefined, environment: Judged): FlagState {
  if (written === undefined) return "unset";
  const text = plainText(written, environment)?.trim().toLowerCase();
  if (text === undefined) return "unknown";
  if (text === "") return "unset";
  return ["0", "false", "no", "off"].includes(text) ? "off" : "on";
}

/** Programs whose variables refer to a component of one of these kinds. */
export function usesKind(program: Program, { components }: Judged, kind: string): boolean {
  return program.uses.some(({ component }) => components[component]?.kind === kind);
}
