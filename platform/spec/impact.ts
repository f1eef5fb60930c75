/**
 * What a change does to what runs: the words for it, and the types in which each kind declares an
 * impact for every field of its schema. Knows no kind.
 */
import type { TargetTraits, Values } from "./catalogue.ts";

/** From harmless to grave. */
export const impacts = [
  "no-op",
  "new",
  "starts again",
  "rolling",
  "restart",
  "brief downtime",
  "irreversible",
  "data loss",
] as const;

export type Impact = (typeof impacts)[number];

export interface Verdict {
  impact: Impact;
  reason: string;
  /** A Job runs once more. */
  runsAgain?: boolean;
  /** Programs that refer to the component get other values. */
  changesOutputs?: boolean;
  /** Identifiers of what it loses, where that is not the change itself. */
  losses?: readonly string[];
}

export interface Change {
  before: unknown;
  after: unknown;
  /** Member of a map that changes, such as the name of a volume. */
  member: string;
  /** The component as it will be, or was when it is removed. */
  spec: Values;
  /** Whether its old version ends before the new one starts. */
  recreated: boolean;
  /** Volumes that no component mounts any longer. */
  lost: readonly string[];
  /** The target that the environment will be on. */
  target?: TargetTraits;
}

export type Rule = Verdict | ((change: Change) => Verdict);

/** A field of its own, a group of fields, or a map, whose members come, go and change. */
export type FieldImpact<S> = S extends { properties: infer P }
  ? { readonly [K in keyof P]: FieldImpact<P[K]> }
  : S extends { additionalProperties: infer V }
    ? { readonly member: Rule } & (V extends { type: "object" }
      ? { readonly fields: FieldImpact<V> }
      : unknown)
    : Rule;

/** The same for a schema that is forgotten. */
export interface AnyImpacts {
  readonly [field: string]: Rule | AnyImpacts;
}

/**
 * Whom a field of the environment itself concerns: nothing that runs, every program, the components
 * that name the thing, or all kept data, because the environment then runs elsewhere.
 */
export type Reach = "nothing" | "programs" | "users" | "data";
