/**
 * app.cache: answers that are kept for a while and dropped together when what they are made of
 * changes, on every replica when there is Redis. Knows nothing of what it keeps.
 */

import { randomUUID } from "node:crypto";

import fp from "fastify-plugin";

/** N003-63 */
const usualSeconds = 300;
/** Of one process; past it everything kept goes */
const most = 1_000;

export interface Cache {
  /** What is kept under the key, or what `compute` gives, kept for `seconds`. */
  get<T>(group: string, key: string, compute: () => Promise<T>, seconds?: number): Promise<T>;
  drop(group: string): Promise<void>;
}

declare module "fastify" {
  interface FastifyInstance {
    cache: Cache;
  }
}

/** Tells the age of a group: what was kept under another one counts no more. */
export interface Generations {
  read(group: string): Promise<string>;
  renew(group: string): Promise<void>;
}

export const cache = fp(
  async (app) => {
    const { redis, log } = app;
    const generations = redis ? sharedGenerations(redis) : ownGenerations();
    app.decorate(
      "cache",
      makeCache(generations, (error) => log.warn({ err: error }, "No cache")),
    );
  },
  { name: "cache", dependencies: ["limits"] },
);

function makeCache(generations: Generations, warn: (error: unknown) => void): Cache {
  const kept = new Map<string, { value: Promise<unknown>; until: number }>();
  return {
    async get<T>(
      group: string,
      key: string,
      compute: () => Promise<T>,
      seconds = usualSeconds,
    ): Promise<T> {
      const generation = await generations.read(group).catch(warn);
      if (generation === undefined) return compute();
      const name = `${group}|${generation}|${key}`;
      const found = kept.get(name);
      if (found && found.until > Date.now()) return found.value as Promise<T>;
      if (kept.size >= most) kept.clear();
      const value = compute(); // whoever asks meanwhile waits for the same answer
      kept.set(name, { value, until: Date.now() + seconds * 1000 });
      value.catch(() => kept.delete(name));
      return value;
    },
    drop: (group) => generations.renew(group).catch(warn),
  };
}

function ownGenerations(): Generations {
  const current = new Map<string, string>();
  return {
    read: async (group) => current.get(group) ?? "",
    renew: async (group) => void current.set(group, randomUUID()),
  };
}

/** Of Redis only what is needed, for the commands of jobs too. */
interface Store {
  get(key: string): Promise<string | null>;
  set(key: string, value: string, condition: "NX"): Promise<unknown>;
  set(key: string, value: string): Promise<unknown>;
}

export function sharedGenerations(redis: Store): Generations {
  const keyOf = (group: string): string => `cache:${group}:generation`;
  return {
    async read(group) {
      const found = await redis.get(keyOf(group));
      if (found !== null) return found;
      await redis.set(keyOf(group), randomUUID(), "NX");
      return (await redis.get(keyOf(group))) ?? "";
    },
    renew: async (group) => void (await redis.set(keyOf(group), randomUUID())),
  };
}
