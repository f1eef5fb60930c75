/**
 * Transactions that are tried again when another one was in their way, and what went wrong in one.
 */

import { setTimeout as sleep } from "node:timers/promises";

import type { Database, Transaction } from "./open-database.ts";

const conflicts = new Set(["P1008", "P2034"]);

/** Runs the work in one transaction, and again when another one was in its way. */
export async function transact<T>(db: Database, work: (tx: Transaction) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.$transaction(work);
    } catch (error) {
      if (attempt === 5 || !conflicts.has(codeOf(error))) throw error;
      await sleep(attempt * 20 * (0.5 + Math.random()));
    }
  }
}

interface Constraint {
  fields?: string[];
  index?: string;
}

/**
 * Whether the error says that a value of this column exists already. PostgreSQL and SQLite name the
 * column, MySQL the index.
 */
export function isDuplicate(error: unknown, column: string): boolean {
  if (codeOf(error) !== "P2002") return false;
  const { meta } = error as {
    meta?: { driverAdapterError?: { cause?: { constraint?: Constraint } } };
  };
  const { fields = [], index = "" } = meta?.driverAdapterError?.cause?.constraint ?? {};
  return fields.includes(column) || index.endsWith(`_${column}_key`);
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
