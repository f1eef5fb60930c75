/** Programs that call the Point API: known by their key, and each call is noted. Knows no HTTP. */

import { randomBytes } from "node:crypto";

import type { Database } from "../../database/open-database.ts";
import { AppError } from "../../errors.ts";
import { hashKey } from "../auth/api-tokens.ts";

/** Gives the key, which nobody can read again. */
export async function createClient(db: Pick<Database, "apiClient">, name: string) {
  const key = randomBytes(32).toString("base64url");
  const { id } = await db.apiClient.create({ data: { name, keyHash: hashKey(key) } });
  return { id, name, key };
}

/** Throws unauthenticated. */
export async function findClient(db: Database, key: string): Promise<number> {
  const client = await db.apiClient.findUnique({ where: { keyHash: hashKey(key) } });
  if (client?.active) return client.id;
  throw new AppError("unauthenticated", "The key of the client is not valid.");
}

export interface Call {
  clientId: number;
  method: string;
  path: string;
  statusCode: number;
  durationMs: number;
}

export async function noteCall(db: Database, call: Call): Promise<void> {
  const { clientId: id } = call;
  await db.apiLog.create({ data: { ...call, path: call.path.slice(0, 500) } });
  await db.apiClient.updateMany({ where: { id }, data: { lastUsedAt: new Date() } });
}
