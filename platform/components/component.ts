/**
 * What a component is: its schema, its outputs, and how it becomes primitives. Knows no target
 * and no other component.
 */
import type { Complaint, KindTraits, OutputTraits, Values } from "../spec/catalogue.ts";
import type { FieldImpact, Verdict } from "../spec/impact.ts";
import type { FieldsShape, Read } from "../spec/schema.ts";
import type { Offers, Primitives, Program, Run } from "../targets/primitives.ts";
import type { Proxied } from "../targets/proxied.ts";
import type { Binding } from "../targets/values.ts";
import type { ProgramSpec } from "./program.ts";

/**
 * A spec that works as it stands, in an environment with an image `app` and the components beside
 * it.
 */
export interface Example {
  title: string;
  spec: Values;
  /** Other components that it refers to, with their kinds. */
  beside?: Readonly<Record<string, Values>>;
}

export interface LowerContext {
  readonly environment: {
    readonly name: string;
    readonly timezone: string;
    readonly labels: Readonly<Record<string, string>>;
  };
  /** Whether it is a Secret whose file holds no text. */
  readonly isBinary: boolean;
  /** What `early` gave, when the component has it. */
  readonly early: Outputs;
  /** Everything about a program but when it runs. */
  run(spec: ProgramSpec): Run;
  /** The variables in which it reads what its proxy does. */
  proxied(spec: ProgramSpec): Proxied;
  /** The build of an image, by its name. */
  image(name: string): Program;
  /** A text with its references replaced by what they stand for. */
  bind(text: string): Binding;
  /** Asks for a resource that is the same on every target, called as the component. */
  declare(type: string, props: Readonly<Record<string, unknown>>): void;
  /** Asks the target for a primitive, and gives what it offers. */
  emit<K extends keyof Primitives>(kind: K, name: string, primitive: Primitives[K]): Offers[K];
}

export type Outputs = Readonly<Record<string, Binding>>;

export interface Component<S extends FieldsShape = FieldsShape> {
  readonly kind: string;
  readonly schema: S;
  readonly examples: readonly Example[];
  outputs(spec: Partial<Read<S>>): Readonly<Record<string, OutputTraits>>;
  /** Whether data is lost with it; volumes of programs among it. */
  holdsData(spec: Partial<Read<S>>): boolean;
  /** What a change of each field of the schema does to what runs. */
  readonly impacts: FieldImpact<S>;
  /** What its removal does, but for the data. */
  removal(spec: Partial<Read<S>>): Verdict;
  readonly fallbacks?: KindTraits["fallbacks"];
  readonly runs?: KindTraits["runs"];
  readonly roles: KindTraits["roles"];
  sole?: KindTraits["sole"];
  port?(spec: Partial<Read<S>>): number | undefined;
  check?(name: string, spec: Partial<Read<S>>): readonly Complaint[];
  /** Outputs that are known before anything runs; asked of all components first. */
  early?(name: string, spec: Read<S>, context: LowerContext): Outputs;
  lower(name: string, spec: Read<S>, context: LowerContext): Outputs;
}

/** A component whose own schema is forgotten, for tables of many. */
export type AnyComponent = Omit<
  Component,
  "outputs" | "port" | "check" | "early" | "lower" | "holdsData" | "impacts" | "removal"
> & {
  holdsData(spec: Values): boolean;
  impacts: KindTraits["impacts"];
  removal(spec: Values): Verdict;
  outputs(spec: Values): Readonly<Record<string, OutputTraits>>;
  port?(spec: Values): number | undefined;
  check?(name: string, spec: Values): readonly Complaint[];
  early?(name: string, spec: Values, context: LowerContext): Outputs;
  lower(name: string, spec: Values, context: LowerContext): Outputs;
};

/** Types the functions of a component by its schema, then forgets the type. */
export function defineComponent<const S extends FieldsShape>(
  component: Component<S>,
): AnyComponent {
  return component as unknown as AnyComponent;
}
