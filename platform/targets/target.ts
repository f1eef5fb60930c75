/**
 * What a component may ask of a target, and what a target answers: data in, data out.
 * Knows no component, no Pulumi and does no I/O.
 */
import type { Operations } from "./operations.ts";

/** The value of one output of one declared resource, known when that resource exists. */
export interface Ref {
  $ref: string;
  output: string;
  secret: boolean;
}

/** Text with values inside that are known later. */
export interface Join {
  $join: readonly (string | Ref)[];
}

/**
 * A secret whose value the program reads when it runs (`from` of the kind Secret): it is never part
 * of a declaration.
 */
export interface Source {
  $source: { variable: string } | { file: string } | { config: string };
  /** Who asks, for the message when it is absent. */
  secret: string;
}

export type Text = string | Ref | Join;

export interface Mount {
  volume: string;
  path: string;
  readOnly?: boolean;
}

/** A value that one component offers to others, and all that follows from using it. */
export interface Binding {
  value: Text;
  /** Whether showing the value would show a secret. */
  secret: boolean;
  /**
   * The unit and port that whoever uses the value will talk to: start order and network rules
   * follow from it.
   */
  peer?: { unit: string; port: number };
  /** The volume that whoever uses the value must have at hand. */
  mount?: Mount;
  /** Identity of the data behind the value: a Job runs again when it changes. */
  data?: Ref;
}

/** A program that a target can run: what a `build` primitive offers. */
export interface Program {
  /** Folder of the build (local) or reference of the image (elsewhere). */
  location: Text;
  /** Changes when, and only when, the content of the build changes. */
  digest: Text;
  /** What relative paths of a command start from, inside the image. */
  workdir: string;
}

/**
 * How to ask a program whether it is well. With neither `path` nor `command` a TCP connection to
 * its port is asked for; without a port, that it lives.
 */
export interface Probe {
  path?: string;
  command?: readonly string[];
  intervalSeconds: number;
  timeoutSeconds: number;
  retries: number;
  startPeriodSeconds: number;
}

export interface Build {
  /** Folder of the sources, from the project's root. */
  context: string;
  steps: readonly string[];
  workdir: string;
}

export interface Volume {
  /** Which program owns the files: it decides the system user they belong to. */
  owner: "postgresql" | "redis" | "program";
}

export interface Secret {
  generate?: { bytes: number; format: "base64url" | "hex" };
  source?: Source;
}

export interface Run {
  program: Program;
  command: readonly Text[];
  env: Readonly<Record<string, Binding>>;
  mounts: readonly Mount[];
  /** Identities of the data behind all that it refers to. */
  data: readonly Ref[];
  /**
   * Units that must be done (jobs) or ready (everything else) first, besides those that `env`
   * names.
   */
  needs: readonly string[];
  limits?: { cpu?: number; memoryBytes?: number };
  stop: { signal: string; graceSeconds: number };
  labels: Readonly<Record<string, string>>;
}

export interface Workload extends Run {
  /** Port that the program listens on, told to it as `PORT`; absent for a Worker. */
  port?: number;
  /** Unit of the route that leads to it. */
  route?: string;
  replicas: number;
  ready: Probe;
  /** Path of the only probe that restarts. */
  livePath?: string;
  /** `recreate` stops the old version before it starts the new one. */
  update: "rolling" | "recreate";
}

export interface Job extends Run {
  timeoutSeconds: number;
  retries: number;
}

export interface Schedule extends Run {
  cron: string;
  timezone: string;
  overlap: "allow" | "forbid" | "replace";
  timeoutSeconds: number;
  retries: number;
  suspended: boolean;
}

export interface Route {
  port: number;
  /** A port on the host that is fixed: taken is an error. */
  publish?: { port: number; address: "loopback" | "all" };
}

export interface Store {
  engine: "postgresql" | "redis";
  version: string;
  volume: Text;
  password: Text;
  /** Identity of the data in the volume. */
  data: Ref;
  port: number;
  /** Of a database. */
  database?: { name: string; user: string };
  /** Of a Redis. */
  cache?: { persistence: "aof" | "none"; maxMemoryBytes: number; eviction: string };
}

export interface Primitives {
  build: Build;
  volume: Volume;
  secret: Secret;
  workload: Workload;
  job: Job;
  schedule: Schedule;
  route: Route;
  store: Store;
}

/** What each primitive offers once a target has lowered it. */
export interface Offers {
  build: { program: Program };
  /** `path` is where a program of this environment finds the volume. */
  volume: { path: Text; data: Ref };
  secret: { value: Binding };
  workload: { host: Binding; port: Binding; url: Binding };
  job: Record<never, never>;
  schedule: Record<never, never>;
  /** Known before anything runs, so no order follows from it. */
  route: { publicUrl: Binding };
  store: { host: Binding; port: Binding };
}

/**
 * Where in the specification a resource comes from: a component and a JSON pointer into the merged
 * environment.
 */
export interface Origin {
  component: string;
  pointer: string;
}

/** One resource that the engine is asked for. `props` may hold Ref, Join and Source anywhere. */
export interface Declaration {
  /** Pulumi type token. */
  type: string;
  name: string;
  /** Component that it belongs to. */
  parent: string;
  props: Readonly<Record<string, unknown>>;
  /** Names of the declarations that must be there first, besides those that `props` refers to. */
  needs: readonly string[];
  origin: Origin;
  /** Kept when the stack is removed, because it holds data or what opens it. */
  keep?: boolean;
  /** Outputs that are secret. */
  secretOutputs?: readonly string[];
}

export interface Context {
  environment: string;
  component: string;
  origin: Origin;
}

export interface Lowered<K extends keyof Primitives> {
  resources: readonly Declaration[];
  offers: Offers[K];
}

export type Answer = "honoured" | { approximated: string } | { unsupported: string; hint: string };

/**
 * Whether a target honours a field of the environment language, for one value. Asked with the
 * field's path, such as `Service.memory`.
 */
export type Support = (field: string, value: unknown) => Answer;

export interface Target {
  readonly name: string;
  /**
   * R fields are honoured, or refused with a position; H fields may be approximated, which the plan
   * lists.
   */
  readonly support: Support;
  readonly lower: {
    readonly [K in keyof Primitives]: (
      name: string,
      primitive: Primitives[K],
      context: Context,
    ) => Lowered<K>;
  };
  /** Lazy: the one place that loads an SDK. Gives a Pulumi resource class for a type token. */
  resourceClass(type: string): Promise<unknown>;
  /** Lazy: never loads Pulumi. */
  operate(environment: { name: string; root: string }): Promise<Operations>;
}
