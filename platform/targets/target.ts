/** What a target is: pure lowering of primitives to resources, and its running side. */
import type { Reach } from "../spec/impact.ts";
import type { Property } from "../spec/schema.ts";
import type { Operations } from "./operations.ts";
import type { Offers, Primitives } from "./primitives.ts";
import type { Text } from "./values.ts";

export type { Reach } from "../spec/impact.ts";

/**
 * Where in the specification a resource comes from: a component and a JSON pointer into the merged
 * environment.
 */
export interface Origin {
  component: string;
  pointer: string;
}

/**
 * One resource that the engine is asked for. `props` may hold Ref, Join, Digest and Source
 * anywhere.
 */
export interface Declaration {
  /** Pulumi type token; `pulumi:providers:NAME` is a provider of others. */
  type: string;
  name: string;
  /** Component that it belongs to; empty when it belongs to the whole environment. */
  parent: string;
  props: Readonly<Record<string, unknown>>;
  /** Names of the declarations that must be there first, besides those that `props` refers to. */
  needs: readonly string[];
  origin: Origin;
  /** Kept when the stack is removed, because it holds data or what opens it. */
  keep?: boolean;
  /** Outputs that are secret. */
  secretOutputs?: readonly string[];
  /** Name of the declared provider that makes it. */
  provider?: string;
  /**
   * Where it is replaced, whether the old one goes before the new one comes; absent, its provider
   * decides.
   */
  replaceFirst?: boolean;
  /** What its target is given right before it is created, also to replace another. */
  beforeCreate?: Readonly<Record<string, unknown>>;
  /** Properties, as paths, whose changes by others are no drift. */
  ignore?: readonly string[];
  /** How long the engine waits for it. */
  timeoutSeconds?: number;
}

/** What holds for all of an environment. */
export interface Around {
  name: string;
  labels: Readonly<Record<string, string>>;
  timezone: string;
  /** The map of the target's own name, its references bound. */
  settings: Readonly<Record<string, unknown>>;
  /** By host. */
  registries: Readonly<Record<string, { username?: Text; password?: Text; mirror?: string }>>;
  tls?: Tls;
}

/** How public addresses are encrypted. */
export interface Tls {
  /** By ACME, by a certificate of an authority of its own, by one that is given, or not at all. */
  mode: "acme" | "internal" | "own" | "off";
  email?: string;
  issuer?: string;
  certificate?: Text;
  key?: Text;
  hstsSeconds: number;
  redirect: boolean;
}

export interface Context {
  environment: string;
  component: string;
  origin: Origin;
  around: Around;
}

export interface Lowered<K extends keyof Primitives> {
  resources: readonly Declaration[];
  offers: Offers[K];
}

/** One primitive that was lowered. */
export type Emitted = {
  [K in keyof Primitives]: {
    kind: K;
    name: string;
    primitive: Primitives[K];
    context: Context;
  };
}[keyof Primitives];

export type Answer = "honoured" | { approximated: string } | { unsupported: string; hint: string };

/**
 * Whether a target honours a field of the environment language, for one value. Asked with the
 * field's path, such as `Service.memory`; where the value is the name of an image or belongs to
 * one, with what is said of that; and with the map of the target's own name.
 */
export type Support = (
  field: string,
  value: unknown,
  image?: Readonly<Record<string, unknown>>,
  settings?: Readonly<Record<string, unknown>>,
) => Answer;

export interface Target {
  readonly name: string;
  /** Fields of the map of its name in an environment; absent where it has none. */
  readonly settings?: Readonly<Record<string, Property>>;
  /** Those of them that profile prod must write. */
  readonly explicit?: readonly string[];
  /** The same, where something has a public address. */
  readonly explicitWithRoute?: readonly string[];
  /** Bytes of a program's command and variables, where it takes fewer than Linux. */
  readonly mostOfProgram?: number;
  /** Whether a schedule skips what the clock skips, and fires twice where it goes back. */
  readonly followsClock?: boolean;
  /** Whether it makes programs by the steps of their image, and by nothing else. */
  readonly buildsBySteps?: boolean;
  /** Type of the resource whose change replaces the processes of a component. */
  readonly runsBy: string;
  /** Whether another number of replicas is another version of all of them. */
  readonly rescalesAll?: boolean;
  /** The resource that all addresses go through: while it is replaced, none of them answers. */
  readonly front?: string;
  /** Who takes up other `internal` paths: the program, or a proxy that restarts or reloads. */
  readonly internalPaths: "program" | "restarted proxy" | "reloaded proxy";
  /** Whom a change of each of them concerns. */
  readonly reach?: Readonly<Record<string, Reach>>;
  /**
   * R fields are honoured, or refused with a position; H fields may be approximated, which the plan
   * lists.
   */
  readonly support: Support;
  /** What is edited on this machine can be running a moment later. */
  readonly reloads?: boolean;
  readonly lower: {
    readonly [K in keyof Primitives]: (
      name: string,
      primitive: Primitives[K],
      context: Context,
    ) => Lowered<K>;
  };
  /** What the environment needs besides, once all its primitives are known. */
  surround?(
    around: Around,
    emitted: readonly Emitted[],
    declarations: readonly Declaration[],
  ): readonly Declaration[];
  /**
   * Files by name that bring the same about without the engine; in them what is secret is only
   * named. Images are given by the name of the declaration that would make them, `deployed` are
   * the names of the objects that are there, by that of their declaration.
   */
  render?(
    declarations: readonly Declaration[],
    images: Readonly<Record<string, string>>,
    deployed?: ReadonlyMap<string, string>,
  ): Readonly<Record<string, string>>;
  /** Programs of this machine that it takes, by the variable in which the provider finds them. */
  tools(components: readonly Readonly<Record<string, unknown>>[]): Readonly<Record<string, string>>;
  /**
   * Lazy: the one place that loads an SDK. Gives a Pulumi resource class for a type token that is
   * not our own.
   */
  resourceClass?(type: string): Promise<unknown>;
  /** Lazy: never loads Pulumi. Makes room for a resource that is about to be created. */
  beforeCreate?(props: Readonly<Record<string, unknown>>): Promise<void>;
  /** Lazy: never loads Pulumi. */
  operate(environment: {
    name: string;
    root: string;
    /** The map of the target's name; where the host is in a Secret, its value. */
    settings: Readonly<Record<string, unknown>>;
  }): Promise<Operations>;
}
