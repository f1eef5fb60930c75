/** app.counters: numbers that are forgotten after a while; in Redis, or in the process. */

import fp from "fastify-plugin";
import type { Redis } from "ioredis";

import { AppError } from "../errors.ts";

export interface Counters {
  /** Gives the new number; a new one is kept for so long. */
  add(name: string, by: number, seconds: number): Promise<number>;
  /** From now on so long */
  keep(name: string, seconds: number): Promise<unknown>;
  remove(...names: string[]): Promise<unknown>;
}

declare module "fastify" {
  interface FastifyInstance {
    counters: Counters;
  }
}

export const counters = fp(
  async (app) => {
    app.decorate("counters", app.redis ? sharedCounters(app.redis) : ownCounters());
  },
  { name: "counters", dependencies: ["limits"] },
);

function sharedCounters(redis: Redis): Counters {
  return {
    async add(name, by, seconds) {
      const counted = redis.multi().incrby(name, by).expire(name, seconds, "NX").exec();
      const [sum] = (await counted.catch(refuse)) ?? [];
      return Number(sum?.[1]);
    },
    keep: (name, seconds) => redis.expire(name, seconds).catch(refuse),
    remove: (...names) => redis.del(names).catch(refuse),
  };
}

/** Who cannot count lets nobody try. */
function refuse(cause: unknown): never {
  throw new AppError("unavailable", "The tries cannot be counted. Try again.", {
    retryAfter: 1,
    cause,
  });
}

/** Past this many the oldest goes. */
const most = 100_000;

function ownCounters(): Counters {
  const kept = new Map<string, { sum: number; until: number }>();
  return {
    async add(name, by, seconds) {
      const found = kept.get(name);
      const live = found && found.until > Date.now();
      const entry = live ? found : { sum: 0, until: Date.now() + seconds * 1000 };
      entry.sum += by;
      kept.set(name, entry);
      if (kept.size > most) kept.delete(kept.keys().next().value!);
      return entry.sum;
    },
    async keep(name, seconds) {
      const found = kept.get(name);
      if (found) found.until = Date.now() + seconds * 1000;
    },
    async remove(...names) {
      for (const name of names) kept.delete(name);
    },
  };
}
