/**
 * Connections to Redis that fail at once when it is away, instead of letting requests wait for it.
 */

import type { FastifyBaseLogger } from "fastify";
import { Redis } from "ioredis";

export function connectRedis(
  url: string,
  log: FastifyBaseLogger,
  options: { patient?: boolean } = {},
): Redis {
  const redis = new Redis(url, {
    connectTimeout: 3_000,
    enableOfflineQueue: options.patient ?? false,
    maxRetriesPerRequest: options.patient ? null : 1,
    retryStrategy: (attempt) => Math.min(attempt * 100, 2_000),
  });
  let told = false; // an outage is one line, not one for each attempt
  redis.on("error", (error: Error) => {
    if (!told) log.error({ err: error }, "Redis does not answer");
    told = true;
  });
  redis.on("ready", () => {
    told = false;
  });
  return redis;
}
