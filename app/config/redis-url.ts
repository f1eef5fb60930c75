/**
 * Which Redis serves what (X15): REDIS_URL is the base, the two CELERY names override it for the
 * queue and its results.
 */

import type { Faults, Variables } from "./variables.ts";

/** What is absent works in the process. */
export interface RedisConfig {
  limits?: string;
  queue?: string;
  results?: string;
}

export function readRedis(variables: Variables, faults: Faults): RedisConfig {
  const base = readUrl(variables, "REDIS_URL", faults);
  const queue = variables["CELERY_BROKER_URL"]
    ? readUrl(variables, "CELERY_BROKER_URL", faults)
    : base;
  const results = variables["CELERY_RESULT_BACKEND"]
    ? readUrl(variables, "CELERY_RESULT_BACKEND", faults)
    : undefined;
  return { ...(base && { limits: base }), ...(queue && { queue }), ...(results && { results }) };
}

function readUrl(variables: Variables, name: string, faults: Faults): string | undefined {
  const value = variables[name];
  if (value === undefined || value === "memory://") return undefined;
  const url = URL.parse(value);
  if (url && ["redis:", "rediss:"].includes(url.protocol) && url.hostname) return url.href;
  faults.add(name, "must be redis://…, rediss://… or memory://");
  return undefined;
}
