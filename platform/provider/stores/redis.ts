/**
 * Redis: a password, an append-only file, loopback only. Its configuration comes by standard input,
 * so the password lies in no file of its own.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";

import { holdsData, markMade } from "./data-directory.ts";
import { type StoreInputs, type StoreRecipe, usualTimes } from "./store-recipe.ts";

export const redis: StoreRecipe = {
  async prepare(inputs, place) {
    if (isKept(inputs)) holdsData({ ...place, ...directoryOf(inputs) });
  },

  mark(inputs) {
    // earlier versions of Redis have one file instead of a folder
    const { volume, folder } = directoryOf(inputs);
    if (isKept(inputs) && existsSync(join(volume, folder))) markMade({ volume, folder });
  },

  unit(inputs, { name, component, port, user }) {
    const { volume, password, cache, settings = {}, ready = usualTimes } = inputs;
    const { persistence = "aof", maxMemoryBytes = 0, eviction = "noeviction" } = cache ?? {};
    return {
      name,
      component,
      kind: "store",
      argv: [server(), "-"],
      stdin: [
        ...Object.entries(settings).map(([key, value]) => `${key} ${value}`),
        "bind 127.0.0.1",
        `port ${port}`,
        `dir ${volume}`,
        `requirepass ${password}`,
        `appendonly ${persistence === "aof" ? "yes" : "no"}`,
        `save ""`,
        `maxmemory ${maxMemoryBytes}`,
        `maxmemory-policy ${eviction}`,
        "daemonize no",
        "",
      ].join("\n"),
      cwd: volume,
      env: {},
      user: user?.name,
      port,
      // -e: an answer such as LOADING is a failure, not a success with a text
      ready: {
        command: [client(), "-e", "-p", String(port), "ping"],
        ...ready,
      },
      probeEnv: { REDISCLI_AUTH: password },
      stop: { signal: "SIGTERM", graceSeconds: 30 },
      restart: true,
    };
  },

  async ensureAccess() {
    // the password is part of its configuration
  },

  async hasAccess() {
    return true; // its probe asks with the password
  },
};

function isKept({ cache }: StoreInputs): boolean {
  return (cache?.persistence ?? "aof") === "aof";
}

function directoryOf({ volume, settings = {} }: StoreInputs) {
  const folder = settings["appenddirname"] ?? "appendonlydir";
  const file = settings["appendfilename"] ?? "appendonly.aof";
  return { volume, folder, needed: [`${file}.manifest`] };
}

function server(): string {
  return process.env["ANDAMIO_REDIS_SERVER"] ?? "redis-server";
}

/** It is installed beside its server. */
function client(): string {
  return server().replace(/redis-server$/, "redis-cli");
}
