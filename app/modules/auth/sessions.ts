/**
 * Sessions of browsers: opened by a login, good until they expire or are closed. The cookie is a
 * signed token, so that nothing is asked of the database for one that was made up.
 */

import { randomBytes, randomUUID, timingSafeEqual } from "node:crypto";

import type { FastifyRequest } from "fastify";

import type { Database } from "../../database/open-database.ts";
import { transact } from "../../database/transact.ts";
import { AppError } from "../../errors.ts";
import { audit } from "../../plugins/audit.ts";
import { forget, recall } from "./known.ts";
import { type CurrentUser, publicFields } from "./service.ts";
import { invalidToken, type SessionIdentity, signSessionToken } from "./tokens.ts";

export interface LiveSession {
  user: CurrentUser;
  expiresAt: Date;
  /** Must come with whatever changes something */
  csrf: string;
}

/** Gives what the cookie holds. */
export async function openSession(
  db: Database,
  { id: userId }: CurrentUser,
  { secret, seconds }: { secret: string; seconds: number },
): Promise<string> {
  const session = randomUUID();
  await transact(db, async (tx) => {
    await tx.session.create({
      data: {
        id: session,
        userId,
        data: JSON.stringify({ csrf: randomBytes(24).toString("base64url") }),
        expiresAt: new Date(Date.now() + seconds * 1000),
      },
    });
    await audit(tx, { action: "LOGIN", model: "User", objectId: userId, userId });
  });
  return signSessionToken({ userId, session }, secret, seconds);
}

/** Throws token_invalid. */
export function findSession(
  db: Database,
  { session: id, userId }: SessionIdentity,
): Promise<LiveSession> {
  return recall(db, `session ${id} ${userId}`, async () => {
    const found = await db.session.findFirst({
      where: { id, userId, expiresAt: { gt: new Date() }, user: { active: true } },
      select: { data: true, expiresAt: true, user: { select: publicFields } },
    });
    if (!found) throw invalidToken();
    const { csrf } = JSON.parse(found.data) as { csrf: string };
    return { user: found.user as CurrentUser, expiresAt: found.expiresAt, csrf };
  });
}

export async function closeSession(
  db: Database,
  { session: id, userId }: SessionIdentity,
): Promise<void> {
  await transact(db, async (tx) => {
    const { count } = await tx.session.deleteMany({ where: { id, userId } });
    if (count > 0) await audit(tx, { action: "LOGOUT", model: "User", objectId: userId, userId });
  });
  forget(db);
}

/** Everything that the user is signed in with. */
export async function endSessions(
  db: Pick<Database, "session" | "issuedToken" | "apiToken">,
  userId: number,
): Promise<void> {
  const revoked = { where: { userId, revokedAt: null }, data: { revokedAt: new Date() } };
  await db.session.deleteMany({ where: { userId } });
  await db.issuedToken.updateMany(revoked);
  await db.apiToken.updateMany(revoked);
}

/**
 * Another site can make a browser send the cookie, and cannot read this token: in the header
 * x-csrf-token, or the field _csrf of a form. Throws forbidden.
 */
export function checkCsrf({ method, headers, body }: FastifyRequest, { csrf }: LiveSession): void {
  if (["GET", "HEAD", "OPTIONS"].includes(method)) return;
  const field = (body as Record<string, unknown> | null | undefined)?.["_csrf"];
  const given = Buffer.from(String(headers["x-csrf-token"] ?? field ?? ""));
  const wanted = Buffer.from(csrf);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) { throw new AppError("forbidden", "The CSRF token is missing or wrong: see GET /api/session."); }
}
