/** The programs of an environment with all their variables, each with the place that says it. */
import type { Values } from "../platform/spec/catalogue.ts";
import { listReferences, parseText, type Reference } from "../platform/spec/references.ts";
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
  variables: ReadonlyMap<string, Variable>;
  /** Everything that its variables and words refer to. */
  uses: readonly Reference[];
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
    const variables = variablesOf(component, environment);
    const words = (component.spec.command ?? []) as readonly string[];
    const texts = [...[...variables.values()].map(({ text }) => text), ...words];
    return { ...component, variables, uses: texts.flatMap(listReferences) };
  });
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

/** As the programs read it; `unknown` is what cannot be known here. */
export function readFlag(
  variable: Variable | undefined,
  environment: Judged,
): "on" | "off" | "unset" | "unknown" {
  if (!variable) return "unset";
  const text = plainText(variable.text, environment)?.trim().toLowerCase();
  if (text === undefined) return "unknown";
  if (text === "") return "unset";
  return ["0", "false", "no", "off"].includes(text) ? "off" : "on";
}

/** Programs whose variables refer to a component of one of these kinds. */
export function usesKind(program: Program, { components }: Judged, kind: string): boolean {
  return program.uses.some(({ component }) => components[component]?.kind === kind);
}
