/** The header Idempotency-Key of requests that must not happen twice. Knows no module. */

import type { FastifyReply, FastifyRequest } from "fastify";
import { Type } from "typebox";

import type { Transaction } from "../database/open-database.ts";
import { runOnce } from "../database/run-once.ts";
import { transact } from "../database/transact.ts";

export const idempotencyHeaders = Type.Object({
  "idempotency-key": Type.Optional(
    Type.String({
      pattern: "^[ -~]{1,255}$",
      description: "The same key within 24 hours gives the same answer and does nothing twice",
    }),
  ),
});

/**
 * Does the work once for each key of a user, or just does it without a key. `onDone` is for what
 * shall happen the first time alone, after the commit.
 */
export async function answerOnce<T>(
  request: FastifyRequest,
  reply: FastifyReply,
  work: (tx: Transaction) => Promise<T>,
  onDone: (answer: T) => void,
): Promise<T> {
  const { db } = request.server;
  const key = request.headers["idempotency-key"];
  const { method, url, body } = request;
  const { answer, replayed } =
    typeof key === "string"
      ? await runOnce(db, { scope: `user:${request.user.id}`, key, content: [method, url, body] }, work)
      : { answer: await transact(db, work), replayed: false };
  if (replayed) reply.header("idempotent-replayed", "true");
  else onDone(answer);
  return answer;
}
