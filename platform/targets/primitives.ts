/**
 * What a component may ask of a target, and what each primitive offers in return: data in, data
 * out. Knows no component, no target and no Pulumi.
 */
import type { Proxied } from "./proxied.ts";
import type { Binding, Mount, Peer, Ref, Source, Text } from "./values.ts";

/** A program that a target can run: what a `build` primitive offers. */
export interface Program {
  /** Folder of the build (local) or reference of the image (elsewhere). */
  location: Text;
  /** Changes when, and only when, the content of the build changes. */
  digest: Text;
  /** What relative paths of a command start from, inside the image. */
  workdir: string;
  /** Whether it is made here, so that it is known to be able to run our own Node programs. */
  built: boolean;
}

export interface ProbeTimes {
  intervalSeconds: number;
  timeoutSeconds: number;
  retries: number;
  startPeriodSeconds: number;
}

/**
 * How to ask a program whether it is well. With neither `path` nor `command` a TCP connection to
 * its port is asked for; without a port, that it lives.
 */
export interface Probe extends ProbeTimes {
  path?: string;
  command?: readonly string[];
}

export interface Resources {
  cpu: number;
  memoryBytes: number;
}

/** A port of the host that is fixed: taken is an error. */
export interface Publish {
  port: number;
  address: "loopback" | "all";
}

/** One of `context` and `ref`. */
export interface Build {
  /** Folder of the sources, from the project's root. */
  context?: string;
  /** A ready image. */
  ref?: string;
  workdir: string;
  /** How it is made where no container engine is. */
  steps: readonly string[];
  args: Readonly<Record<string, string>>;
  dockerfile: string;
  stage?: string;
  base?: string;
  repository?: string;
  tags: readonly string[];
  noCache: boolean;
}

export interface Volume {
  /** Which program owns the files: it decides the system user they belong to. */
  owner: "postgresql" | "mysql" | "redis" | "program";
  sizeBytes: number;
}

export interface Secret {
  generate?: { bytes: number; format: "base64url" | "hex" };
  source?: Source;
}

export interface Run {
  program: Program;
  /** Empty: the image's own. */
  command: readonly Text[];
  env: Readonly<Record<string, Binding>>;
  /** `file`: a secret variable `X` comes as `X_FILE`, the path of a file that only it can read. */
  secretsAs: "env" | "file";
  mounts: readonly Mount[];
  /** All that its variables and words name. */
  peers: readonly Peer[];
  /** Whether it may reach what no reference names. */
  egress: "none" | "internet";
  /** Identities of the data behind all that it refers to. */
  data: readonly Ref[];
  /**
   * Units that must be done (jobs) or ready (everything else) first, besides those that `env`
   * names.
   */
  needs: readonly string[];
  limits: Resources;
  requests: Resources;
  user: number;
  readOnlyRoot: boolean;
  stop: { signal: string; graceSeconds: number };
  labels: Readonly<Record<string, string>>;
  containerName?: string;
}

export interface Workload extends Run {
  /** Port that the program listens on, told to it as `PORT`; absent for a Worker. */
  port?: number;
  /** Unit of the route that leads to it. */
  route?: string;
  replicas: number;
  /** From `replicas` up to `max`, by the share of `limits.cpu` that is used, in percent. */
  scale?: { max: number; cpu: number };
  ready: Probe;
  /** What it is to know of the proxy in front of it. */
  proxied?: Proxied;
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
  /** How late a run may start. */
  missedSeconds: number;
  /** How many runs are kept. */
  history: number;
}

/** Files of a build that are served as they are. */
export interface Site {
  program: Program;
  /** Folder of the files, below the program's `workdir`. */
  root: string;
  /** File that answers where there is none, below `root`. */
  fallback?: string;
  headers: Readonly<Record<string, string>>;
  /** By the path's beginning, where a request goes instead. */
  proxy: Readonly<Record<string, Binding>>;
  peers: readonly Peer[];
  needs: readonly string[];
  port: number;
  /** Unit of the route that leads to it. */
  route: string;
  labels: Readonly<Record<string, string>>;
}

export interface Route {
  /** Unit that it leads to. */
  to: string;
  port: number;
  publish?: Publish;
  /** Public address behind the proxy or the ingress. */
  address?: { host: Text; path: string };
  /** Paths that the proxy does not serve. */
  internal?: readonly string[];
}

export interface Store {
  engine: "postgresql" | "mysql" | "redis";
  version: string;
  /** Name of its `volume`. */
  volume: string;
  path: Text;
  password: Text;
  /** Identity of the data in the volume. */
  data: Ref;
  port: number;
  limits: Resources;
  ready: ProbeTimes;
  publish?: { port?: number; address: "loopback" | "all" };
  settings: Readonly<Record<string, string>>;
  labels: Readonly<Record<string, string>>;
  containerName?: string;
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
  site: Site;
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
  site: { host: Binding; port: Binding; url: Binding };
  /** Known before anything runs, so no order follows from it. */
  route: { publicUrl: Binding };
  store: { host: Binding; port: Binding };
}
