/**
 * What the specification needs to know of components and targets in order to check it: the tables
 * fill it in, this folder reads it.
 */
import type { AnyImpacts, Reach, Verdict } from "./impact.ts";
import type { FieldsShape, Property } from "./schema.ts";

/** What is known of an output before anything runs. */
export interface OutputTraits {
  secret?: boolean;
  /** Known before anything runs, so that using it makes no order. */
  early?: boolean;
  /** Of what needs nothing itself, so that all of the environment may use it. */
  first?: boolean;
  /** What only one running process may open, by the name to tell it by. */
  exclusive?: string;
  /** Leads to the data that the component holds: a Job that uses it runs again for other data. */
  data?: boolean;
}

/** A fault that only this kind knows of, at a field of the component. */
export interface Complaint {
  code: string;
  message: string;
  /** Steps from the component to the field. */
  at: readonly string[];
  help?: string;
}

export type Values = Readonly<Record<string, unknown>>;

export interface Fallback {
  /** None where nothing is set. */
  value?: unknown;
  source: string;
}

/** What a component can know of its environment. */
export interface Around {
  name: string;
  timezone: string;
  /** Whether the component opens something that no other process may open. */
  alone: boolean;
}

export interface KindTraits {
  schema: FieldsShape;
  outputs(spec: Values): Readonly<Record<string, OutputTraits>>;
  /** What it runs: always, at times, or once before the others of its image. */
  runs?: "always" | "at times" | "once";
  /** What an environment may have only one of, and what to do about a second one. */
  sole?(spec: Values): { what: string; help: string } | undefined;
  /** Port of the host that it takes when `publish` names none. */
  port?(spec: Values): number | undefined;
  /** Roles of the resources that it is made of, which are named `<name>-<role>`. */
  roles: readonly string[] | ((spec: Values) => readonly string[]);
  check?(name: string, spec: Values): readonly Complaint[];
  /** Whether data is lost with it. */
  holdsData(spec: Values): boolean;
  /** What a change of each field does. */
  impacts: AnyImpacts;
  /**
   * By path, what holds where a field is not set and has no default in the schema: from code, with
   * its source.
   */
  fallbacks?(name: string, spec: Values, environment: Around): Readonly<Record<string, Fallback>>;
  /** What its removal does, but for the data. */
  removal(spec: Values): Verdict;
}

export type SupportAnswer =
  "honoured" | { approximated: string } | { unsupported: string; hint: string };

export interface TargetTraits {
  settings?: Readonly<Record<string, Property>>;
  /** Those of them that profile prod must write. */
  explicit?: readonly string[];
  /** The same, where something has a public address. */
  explicitWithRoute?: readonly string[];
  /** Bytes of a program's command and variables, where the target takes fewer than Linux. */
  mostOfProgram?: number;
  /** Whether a schedule skips what the clock skips, and fires twice where it goes back. */
  followsClock?: boolean;
  /** Whether it makes programs by the steps of their image, and by nothing else. */
  buildsBySteps?: boolean;
  /** Type of the resource whose change replaces the processes of a component. */
  runsBy?: string;
  /** Whether another number of replicas is another version of all of them. */
  rescalesAll?: boolean;
  /** The resource that all addresses go through: while it is replaced, none of them answers. */
  front?: string;
  /** Who takes up other `internal` paths: the program, or a proxy that restarts or reloads. */
  internalPaths?: "program" | "restarted proxy" | "reloaded proxy";
  /** Whom each of them concerns. */
  reach?: Readonly<Record<string, Reach>>;
  support(field: string, value: unknown, image?: Values, settings?: Values): SupportAnswer;
}

export interface Catalogue {
  environment: FieldsShape;
  kinds: Readonly<Record<string, KindTraits>>;
  targets: Readonly<Record<string, TargetTraits>>;
}
