/**
 * Keys for programs: good until they are revoked, or unused for 90 days. What is stored is their
 * hash. Knows no HTTP.
 */

import { createHash } from "node:crypto";

import type { Database } from "../../database/open-database.ts";
import { transact } from "../../database/transact.ts";
import { audit } from "../../plugins/audit.ts";
import { forget, recall } from "./known.ts";
import { type CurrentUser, publicFields } from "./service.ts";
import { type ApiIdentity, invalidToken, signApiToken } from "./tokens.ts";

const unusedMs = 90 * 86_400_000;
/** A use is noted once in so long: not each needs a write. */
const notedMs = 60_000;

/** Each call gives another key. */
export async function issueApiToken(
  db: Database,
  { id: userId }: CurrentUser,
  secret: string,
): Promise<string> {
  const token = await signApiToken(userId, secret);
  await transact(db, async (tx) => {
    const { id } = await tx.apiToken.create({ data: { userId, keyHash: hashKey(token) } });
    await audit(tx, { action: "API_TOKEN_ISSUED", model: "ApiToken", objectId: id, userId });
  });
  return token;
}

/** Throws token_invalid. */
export function findTokenUser(db: Database, identity: ApiIdentity): Promise<CurrentUser> {
  return recall(db, `key ${identity.apiToken}`, () => lookUp(db, identity));
}

async function lookUp(db: Database, { apiToken, userId }: ApiIdentity): Promise<CurrentUser> {
  const found = await db.apiToken.findFirst({
    where: { keyHash: hashKey(apiToken), userId, revokedAt: null, user: { active: true } },
    select: { id: true, createdAt: true, lastUsedAt: true, user: { select: publicFields } },
  });
  const now = Date.now();
  if (!found || (found.lastUsedAt ?? found.createdAt).getTime() < now - unusedMs) {
    throw invalidToken();
  }
  if ((found.lastUsedAt?.getTime() ?? 0) < now - notedMs) {
    await db.apiToken.updateMany({ where: { id: found.id }, data: { lastUsedAt: new Date(now) } });
  }
  return found.user as CurrentUser;
}

export async function revokeApiToken(
  db: Database,
  { apiToken, userId }: ApiIdentity,
): Promise<void> {
  await transact(db, async (tx) => {
    const { count } = await tx.apiToken.updateMany({
      where: { keyHash: hashKey(apiToken), revokedAt: null },
      data: { revokedAt: new Date() },
    });
    if (count > 0) await audit(tx, { action: "LOGOUT", model: "User", objectId: userId, userId });
  });
  forget(db);
}

export function hashKey(key: string): string {
  return createHash("sha256").update(key).digest("hex");
}
