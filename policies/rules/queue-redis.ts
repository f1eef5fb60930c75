/** A queue forgets nothing. */
import { listComponents, listPrograms } from "../programs.ts";
import type { Rule } from "../rule.ts";

export const queueRedis: Rule = {
  name: "queue-redis",
  about: "A Redis that Workers read from evicts nothing, and keeps its data over a restart.",
  why: "Tasks would vanish when the memory is full, or when the server restarts.",
  levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
  check({ environment }) {
    const workers = listPrograms(environment, ["Worker"]);
    const read = new Set(workers.flatMap(({ uses }) => uses.map(({ component }) => component)));
    return listComponents(environment, ["Redis"])
      .filter(({ name, spec }) => read.has(name) && spec.managed === undefined)
      .flatMap(({ at, spec }) => [
        ...(spec.eviction === "noeviction"
          ? []
          : [{ at: [...at, "eviction"], reason: "a full queue loses tasks", fix: "eviction: noeviction" }]),
        ...(spec.persistence === "aof"
          ? []
          : [{ at: [...at, "persistence"], reason: "a restart loses tasks", fix: "persistence: aof" }]),
      ]);
  },
  wrong: { components: { cache: { eviction: "allkeys-lru" } } },
  right: {
    components: {
      pages: { kind: "Redis", eviction: "allkeys-lru", persistence: "none" },
      api: { env: { PAGES_URL: "${pages.url}" } },
      tasks: { env: { REDIS_URL: "${cache.url}" } },
    },
  },
};
