/** Redis: one server for queues and caches. */
import type { Rule } from "../spec/impact.ts";
import type { Property } from "../spec/schema.ts";
import { parseSize } from "../spec/size.ts";
import { defineComponent } from "./component.ts";
import { storeFallbacks } from "./fallbacks.ts";
import { storeImpacts } from "./field-impacts.ts";
import { checkManaged, checkSettings, lowerManaged, lowerServer, makeUrl, managedOutputs, storeFields, storeRoles } from "./store.ts";
import { ends, restarted, unseen } from "./verdicts.ts";

const redis = {
  engine: "redis",
  owner: "redis",
  port: 6379,
  defaults: { storage: "1Gi", cpu: 0.5, memory: "512Mi" },
} as const;

const ownFields = {
  version: {
    type: ["string", "number", "boolean"],
    form: "version",
    default: "7",
    description: "Major version of the server.",
    examples: ["7"],
  },
  persistence: {
    type: "string",
    enum: ["aof", "none"],
    default: "aof",
    description:
      "Whether what it holds survives a restart: `aof` writes every change to a file.",
    examples: ["none"],
  },
  maxMemory: {
    type: "string",
    form: "size",
    default: "256Mi",
    description: "The most that it holds.",
    examples: ["1Gi"],
  },
  eviction: {
    type: "string",
    enum: ["noeviction", "allkeys-lru", "volatile-lru"],
    default: "noeviction",
    description: "What goes when it is full; queues need `noeviction`.",
    examples: ["allkeys-lru"],
  },
} as const satisfies Record<string, Property>;

const persist: Rule = ({ before }) =>
  before === "none"
    ? { impact: "brief downtime", reason: "it restarts, and forgets what it never kept" }
    : { impact: "data loss", reason: "what it holds is no longer kept" };

export const Redis = defineComponent({
  kind: "Redis",
  roles: storeRoles,
  port: () => redis.port,
  schema: {
    type: "object",
    additionalProperties: false,
    description: "A Redis for queues and caches.",
    properties: {
      ...ownFields,
      ...storeFields,
    },
  },
  examples: [
    { title: "for queues", spec: {} },
    {
      title: "a cache that forgets",
      spec: { version: 7, persistence: "none", maxMemory: "1Gi", eviction: "allkeys-lru" },
    },
  ],
  // what nobody persists is gone at each restart
  holdsData: ({ managed, persistence }) => managed === undefined && persistence !== "none",
  impacts: {
    version: restarted,
    persistence: persist,
    maxMemory: restarted,
    eviction: restarted,
    ...storeImpacts,
  },
  fallbacks: (name, _spec, environment) =>
    storeFallbacks(name, environment.name, "kind Redis", redis.defaults, redis.port),
  removal: ({ managed }) => (managed === undefined ? ends.program : unseen),
  outputs: ({ managed }) =>
    managed === undefined
      ? {
          url: { secret: true, data: true },
          host: { data: true },
          port: { data: true },
          password: { secret: true },
        }
      : managedOutputs,
  check: (name, spec) => [
    ...checkManaged("Redis", name, spec, listUnsaid(spec)),
    ...checkSettings("redis", spec),
  ],
  lower(name, spec, context) {
    if (spec.managed) return lowerManaged(spec.managed.url, context);
    const maxMemoryBytes = parseSize(spec.maxMemory);
    const cache = { persistence: spec.persistence, maxMemoryBytes, eviction: spec.eviction };
    const wanted = { ...redis, version: spec.version, more: { cache } };
    const server = lowerServer(name, spec, wanted, context);
    return { ...server, url: makeUrl("redis", "", "0", server) };
  },
});

/** A default that nobody asked for is not missed. */
function listUnsaid(spec: Readonly<Record<string, unknown>>): string[] {
  const fields = Object.entries(ownFields);
  return fields.flatMap(([name, field]) => (spec[name] === field.default ? [name] : []));
}
