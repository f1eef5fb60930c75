/** Redis: one server for queues and caches. */
import { parseSize } from "../spec/size.ts";
import { defineComponent } from "./component.ts";
import { joinText } from "./text.ts";

const redisPort = 6379;

export const Redis = defineComponent({
  kind: "Redis",
  roles: ["password", "data"],
  schema: {
    type: "object",
    additionalProperties: false,
    description: "A Redis for queues and caches.",
    properties: {
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
    },
  },
  examples: [
    { title: "for queues", spec: {} },
    {
      title: "a cache that forgets",
      spec: { version: 7, persistence: "none", maxMemory: "1Gi", eviction: "allkeys-lru" },
    },
  ],
  outputs: () => ({ url: { secret: true }, host: {}, port: {}, password: { secret: true } }),
  lower(name, spec, { emit }) {
    const password = emit("secret", `${name}-password`, {
      generate: { bytes: 32, format: "base64url" },
    }).value;
    const { path, data } = emit("volume", `${name}-data`, { owner: "redis" });
    const cache = {
      persistence: spec.persistence,
      maxMemoryBytes: parseSize(spec.maxMemory),
      eviction: spec.eviction,
    };
    const { host, port } = emit("store", name, {
      engine: "redis",
      version: spec.version,
      volume: path,
      password: password.value,
      data,
      port: redisPort,
      cache,
    });
    const peer = { unit: name, port: redisPort };
    const url = joinText("redis://:", password.value, "@", host.value, ":", port.value, "/0");
    return {
      url: { value: url, secret: true, peer, data },
      host: { ...host, peer, data },
      port: { ...port, peer, data },
      password,
    };
  },
});
