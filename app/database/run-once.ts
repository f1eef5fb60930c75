/**
 * Work that is done once however often it is asked for, as Stripe's Idempotency-Key promises: its
 * answer is written in the transaction of what it did, and given again for a day. Knows no HTTP.
 */

import { createHash } from "node:crypto";

import { AppError, type ErrorCode, isAppError } from "../errors.ts";
import type { Database, Transaction } from "./open-database.ts";
import { isDuplicate, transact } from "./transact.ts";

const keptMs = 24 * 60 * 60_000;
/** In the column status: what became of the work */
const [done, refused] = [200, 400];

export interface Request {
  /** Whose key it is */
  scope: string;
  key: string;
  /** What is asked for; the same key with something else is a mistake */
  content: unknown;
}

export interface Once<T> {
  answer: T;
  /** Whether it was done before */
  replayed: boolean;
}

/**
 * Whoever comes with the same key meanwhile waits for the first one's answer; one that was refused
 * is refused again. Throws what the work throws, and unprocessable for another content.
 */
export async function runOnce<T>(
  db: Database,
  { scope, key, content }: Request,
  work: (tx: Transaction) => Promise<T>,
): Promise<Once<T>> {
  // hashed, because MySQL takes two keys for one when they differ in case alone
  const row = { scope, key: digest(key), requestHash: digest(JSON.stringify(content)) };
  const where = { scope_key: { scope, key: row.key } };
  for (;;) {
    try {
      const answer = await transact(db, async (tx) => {
        await tx.idempotencyKey.create({ data: row });
        const result = await work(tx);
        const kept = { status: done, body: JSON.stringify(result) };
        await tx.idempotencyKey.update({ where, data: kept });
        return result;
      });
      return { answer, replayed: false };
    } catch (error) {
      if (!isTaken(error)) await keepRefusal(db, row, error);
    }
    const found = await db.idempotencyKey.findUnique({ where });
    if (!found) continue;
    if (found.createdAt.getTime() > Date.now() - keptMs) {
      return { answer: repeat<T>(found, row.requestHash), replayed: true };
    }
    await db.idempotencyKey.deleteMany({ where: { id: found.id } });
  }
}

/** Removes what is kept no longer; gives how many. */
export async function removeOldKeys(db: Database): Promise<number> {
  const createdAt = { lte: new Date(Date.now() - keptMs) };
  return (await db.idempotencyKey.deleteMany({ where: { createdAt } })).count;
}

function isTaken(error: unknown): boolean {
  return isDuplicate(error, "key");
}

/** Throws the error, unless somebody had an answer first. What was not foreseen is not kept. */
async function keepRefusal(db: Database, row: Row, error: unknown): Promise<void> {
  if (!isAppError(error) || error.code === "unavailable") throw error;
  const { code, message, details } = error;
  const body = JSON.stringify({ code, message, details });
  const added = await db.idempotencyKey.create({ data: { ...row, status: refused, body } }).then(
    () => true,
    (cause: unknown) => {
      if (isTaken(cause)) return false;
      throw cause;
    },
  );
  if (added) throw error;
}

interface Row {
  scope: string;
  key: string;
  requestHash: string;
}

interface Kept {
  requestHash: string;
  status: number | null;
  body: string | null;
}

function repeat<T>({ requestHash, status, body }: Kept, wanted: string): T {
  if (requestHash !== wanted) {
    throw new AppError("unprocessable", "The Idempotency-Key was used for another request.");
  }
  const kept: unknown = JSON.parse(body ?? "null");
  if (status === done) return kept as T;
  const { code, message, details } = kept as Refusal;
  throw new AppError(code, message, { ...(details && { details }) });
}

interface Refusal {
  code: ErrorCode;
  message: string;
  details?: string[];
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
