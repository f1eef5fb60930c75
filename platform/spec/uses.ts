/** Who uses what: the references of every component, by the variables and words that hold them. */
import type { Values } from "./catalogue.ts";
import { listReferences, type Reference } from "./references.ts";
import { own } from "./schema.ts";

export interface Use extends Reference {
  /** Where the reference stands in the environment. */
  pointer: readonly string[];
  /** The group that it came by, with the place in `envFrom`. */
  group?: number;
}

type Groups = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Finds uses, reading each group once. */
export function makeUseFinder(groups: Groups): (name: string, spec: Values) => Use[] {
  const known = new Map<string, Use[]>();
  const ofGroup = (name: string): Use[] => {
    const uses = known.get(name) ?? usesOf(own(groups, name), ["envGroups", name]);
    known.set(name, uses);
    return uses;
  };
  return (name, spec) => {
    const at = ["components", name];
    const names = Array.isArray(spec.envFrom) ? (spec.envFrom as string[]) : [];
    const winners = findWinners(names, groups, spec.env);
    return [
      ...names.flatMap((group, index) =>
        ofGroup(group)
          .filter(({ pointer }) => winners.get(pointer[2] ?? "") === index)
          .map((use) => ({ ...use, group: index })),
      ),
      ...Object.entries(spec).flatMap(([field, value]) => usesOf(value, [...at, field])),
    ];
  };
}

/**
 * By variable, the place of the group that sets it. Later groups win, and its own variables over
 * all.
 */
function findWinners(names: readonly string[], groups: Groups, env: unknown): Map<string, number> {
  const winners = new Map<string, number>();
  names.forEach((group, index) => {
    for (const variable of Object.keys(own(groups, group) ?? {})) winners.set(variable, index);
  });
  for (const variable of Object.keys(env ?? {})) winners.delete(variable);
  return winners;
}

function usesOf(value: unknown, at: readonly string[]): Use[] {
  const uses: Use[] = [];
  addUses(value, [...at], uses);
  return uses;
}

/** `path` leads to the value, and ends as it began: few values hold a reference. */
function addUses(value: unknown, path: string[], uses: Use[]): void {
  if (typeof value === "string") {
    if (!value.includes("${")) return;
    for (const reference of listReferences(value)) uses.push({ ...reference, pointer: [...path] });
  } else if (typeof value === "object" && value !== null) {
    for (const [key, inside] of Object.entries(value)) {
      path.push(key);
      addUses(inside, path, uses);
      path.pop();
    }
  }
}
