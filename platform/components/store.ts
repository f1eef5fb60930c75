/** What Databases and Redis have in common: a server with kept data, or one that runs elsewhere. */
import type { Complaint, KindTraits, OutputTraits } from "../spec/catalogue.ts";
import { parseSeconds } from "../spec/duration.ts";
import { type Property, type Read, text } from "../spec/schema.ts";
import { parseSize } from "../spec/size.ts";
import type { Store, Volume } from "../targets/primitives.ts";
import { type Binding, ownVolume } from "../targets/values.ts";
import type { LowerContext, Outputs } from "./component.ts";
import { storeTimes } from "./fallbacks.ts";
import { probeTimes } from "./health.ts";
import { publishField } from "./publish.ts";
import { joinText } from "./text.ts";

/** No default stands here: those of a kind differ, and a file has none of these fields. */
export const storeFields = {
  password: {
    type: "string",
    references: "secret",
    description: "Password of its user, by reference; without it one is generated and kept.",
    examples: ["${db-password.value}"],
  },
  storage: {
    type: "string",
    form: "size",
    description: "How much data it holds; it may grow.",
    examples: ["50Gi"],
  },
  cpu: {
    type: "number",
    exclusiveMinimum: 0,
    maximum: 1024,
    description: "Cores that are reserved, and the most that it gets.",
    examples: [1],
  },
  memory: {
    type: "string",
    form: "size",
    description: "Memory that is reserved, and the most that it gets.",
    examples: ["1Gi"],
  },
  publish: publishField("the engine's own", 5433),
  containerName: {
    type: "string",
    form: "container name",
    description: "Name of its container; without it ENVIRONMENT-NAME.",
    examples: ["call-centre-db"],
  },
  labels: {
    type: "object",
    names: "label",
    additionalProperties: { type: text },
    description: "Labels for people and tools, besides those of the environment.",
    examples: [{ team: "claims" }],
  },
  health: {
    type: "object",
    additionalProperties: false,
    properties: probeTimes,
    description: "When it counts as well; it is asked in its own way.",
    examples: [{ interval: "5s" }],
  },
  settings: {
    type: "object",
    names: "setting",
    additionalProperties: { type: text },
    description: "Settings of the server, as it calls them.",
    examples: [{ max_connections: "200" }],
  },
  managed: {
    type: "object",
    additionalProperties: false,
    required: ["url"],
    properties: {
      url: {
        type: "string",
        references: "secret",
        description: "Where it is, with its credentials.",
        examples: ["${db-url.value}"],
      },
    },
    description: "It runs elsewhere: nothing is made.",
    examples: [{ url: "${db-url.value}" }],
  },
} as const satisfies Record<string, Property>;

/** What it is made of; nothing, when it is a file or runs elsewhere. */
export const storeRoles: KindTraits["roles"] = ({ managed, password }) =>
  managed === undefined ? ["data", ...(password === undefined ? ["password"] : [])] : [];

export type StoreSpec = Read<{ properties: typeof storeFields }>;

/** What a server that runs elsewhere offers. */
export const managedOutputs: Readonly<Record<string, OutputTraits>> = { url: { secret: true } };

export function lowerManaged(url: string, { bind }: LowerContext): Outputs {
  return { url: { value: bind(url).value, secret: true, external: true } };
}

/** Nothing else can be said of a server that is not ours. */
export function checkManaged(
  kind: string,
  name: string,
  spec: Readonly<Record<string, unknown>> & { managed?: unknown },
  allowed: readonly string[],
): Complaint[] {
  if (spec.managed === undefined) return [];
  const foreign = Object.keys(spec).filter(
    (field) => spec[field] !== undefined && !["kind", "managed", ...allowed].includes(field),
  );
  return foreign.map((field) => ({
    code: "unknown-field",
    message: `${kind} "${name}" has no field "${field}" with managed`,
    at: [field],
    help: "hint: remove it; what runs elsewhere is set up there",
  }));
}

/** Settings that follow from the other fields, or that a deployment lives by. */
const reserved: Readonly<Record<Store["engine"], readonly string[]>> = {
  postgresql: ["listen_addresses", "port", "unix_socket_directories", "timezone", "data_directory"],
  mysql: [
    ...["bind_address", "port", "socket", "datadir", "pid_file", "skip_name_resolve"],
    ...["sql_mode", "default_time_zone", "character_set_server", "collation_server"],
  ],
  redis: [
    ...["bind", "port", "dir", "requirepass", "appendonly", "save", "maxmemory"],
    ...["maxmemory_policy", "daemonize"],
  ],
};

export function checkSettings(
  engine: Store["engine"] | undefined,
  { settings = {} }: { settings?: Readonly<Record<string, unknown>> },
): Complaint[] {
  const taken = Object.keys(settings).filter(
    (name) => engine && reserved[engine].includes(name.toLowerCase().replaceAll("-", "_")),
  );
  return taken.map((name) => ({
    code: "reserved-setting",
    message: `"${name}" is set by the other fields, or by the target`,
    at: ["settings", name],
    help: "hint: remove it",
  }));
}

interface Server {
  engine: Store["engine"];
  owner: Volume["owner"];
  version: string;
  port: number;
  defaults: { storage: string; cpu: number; memory: string };
  more: Pick<Store, "database" | "cache">;
}

/** Password, volume and server; `url` puts the three together. */
export function lowerServer(
  name: string,
  spec: StoreSpec,
  { engine, owner, version, port: number, defaults, more }: Server,
  { emit, bind, environment }: LowerContext,
): { host: Binding; port: Binding; password: Binding } {
  const password =
    spec.password === undefined
      ? emit("secret", `${name}-password`, { generate: { bytes: 32, format: "base64url" } }).value
      : { ...bind(spec.password), secret: true };
  const volume = ownVolume(name);
  const sizeBytes = parseSize(spec.storage ?? defaults.storage);
  const { path, data } = emit("volume", volume, { owner, sizeBytes });
  const { host, port } = emit("store", name, {
    engine,
    version,
    volume,
    path,
    password: password.value,
    data,
    port: number,
    limits: {
      cpu: spec.cpu ?? defaults.cpu,
      memoryBytes: parseSize(spec.memory ?? defaults.memory),
    },
    ready: toTimes(spec.health),
    settings: spec.settings ?? {},
    labels: { ...environment.labels, ...spec.labels },
    ...(spec.publish && { publish: spec.publish }),
    ...(spec.containerName !== undefined && { containerName: spec.containerName }),
    ...more,
  });
  const peer = { unit: name, port: number };
  return { host: { ...host, peer, data }, port: { ...port, peer, data }, password };
}

/** `SCHEME://USER:PASSWORD@HOST:PORT/PATH`. */
export function makeUrl(
  scheme: string,
  user: string,
  path: string,
  { host, port, password }: { host: Binding; port: Binding; password: Binding },
): Binding {
  const start = `${scheme}://${user}:`;
  const value = joinText(start, password.value, "@", host.value, ":", port.value, `/${path}`);
  return { ...host, value, secret: true };
}

function toTimes({ interval, timeout, retries, startPeriod }: StoreSpec["health"] = {} as never) {
  return {
    intervalSeconds: parseSeconds(interval ?? storeTimes.interval),
    timeoutSeconds: parseSeconds(timeout ?? storeTimes.timeout),
    retries: retries ?? storeTimes.retries,
    startPeriodSeconds: parseSeconds(startPeriod ?? storeTimes.startPeriod),
  };
}
