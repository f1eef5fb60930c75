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
    const above = (index: number): unknown[] => [
      ...names.slice(index + 1).map((group) => own(groups, group)),
      spec.env,
    ];
    return [
      ...names.flatMap((group, index) =>
        ofGroup(group)
          .filter((use) => !above(index).some((variables) => hides(variables, use)))
          .map((use) => ({ ...use, group: index })),
      ),
      ...Object.entries(spec).flatMap(([field, value]) => usesOf(value, [...at, field])),
    ];
  };
}

/** Later groups win over earlier ones, and its own variables over all. */
function hides(variables: unknown, { pointer }: Use): boolean {
  const name = pointer[2];
  return (
    name !== undefined &&
    typeof variables === "object" &&
    variables !== null &&
    Object.hasOwn(variables, name)
  );
}

function usesOf(value: unknown, at: readonly string[]): Use[] {
  if (typeof value === "string") {
    return listReferences(value).map((reference) => ({ ...reference, pointer: at }));
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inside]) => usesOf(inside, [...at, key]));
}
