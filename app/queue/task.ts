/**
 * What a task is: a name, a payload that is JSON, and a handler that may be called twice with the
 * same payload.
 */

import type { FastifyBaseLogger } from "fastify";

import type { Mailer } from "../mail/mailer.ts";

export interface TaskContext {
  mail: Mailer;
  log: FastifyBaseLogger;
  /** Of a task that is given up */
  tellError?: (error: unknown, tags: Readonly<Record<string, string>>) => void;
  /** Aborted when the time of the task is over */
  signal: AbortSignal;
}

export type TaskHandler = (payload: never, context: TaskContext) => Promise<unknown>;

/** Of the queue, in Redis (R002-38). */
export const queueName = "reclamos";

/** At most 3 retries, a minute apart; nothing runs longer than five minutes (R002-42, R002-43). */
export const policy = { retries: 3, retryDelayMs: 60_000, timeoutMs: 300_000 } as const;
export type Policy = { readonly [K in keyof typeof policy]: number };
