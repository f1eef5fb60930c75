/** Accounts and sessions: register, sign in, refresh, sign out. Knows no HTTP. */

import { randomBytes, randomUUID } from "node:crypto";

import type { Database, Transaction } from "../../database/open-database.ts";
import { isDuplicate, transact } from "../../database/transact.ts";
import { AppError } from "../../errors.ts";
import type { Role } from "../../plugins/access.ts";
import { audit } from "../../plugins/audit.ts";
import type { Counters } from "../../plugins/counters.ts";
import { forget, recall } from "./known.ts";
import { guard } from "./lockout.ts";
import { formsOf, hashPassword, verifyPassword } from "./passwords.ts";
import {
  accessSeconds,
  type Identity,
  invalidToken,
  refreshSeconds,
  signAccessToken,
  signRefreshToken,
  verifyRefreshToken,
} from "./tokens.ts";

export interface CurrentUser {
  id: number;
  username: string;
  email: string | null;
  nombre: string | null;
  apellido: string | null;
  role: Role;
}

export interface Session {
  access: string;
  refresh: string;
  /** Of the access token, in seconds */
  expiresIn: number;
}

export interface Registration {
  email: string;
  password: string;
  nombre: string;
  apellido: string;
}

export const publicFields = {
  id: true,
  username: true,
  email: true,
  nombre: true,
  apellido: true,
  role: true,
} as const;

/** A new claimant. Throws conflict. */
export async function register(
  db: Database,
  { email, password, nombre, apellido }: Registration,
): Promise<CurrentUser> {
  const data = {
    email: email.toLowerCase(),
    passwordHash: await hashPassword(password),
    nombre,
    apellido,
    role: "CLIENT",
  };
  const base = data.email.split("@")[0]!.slice(0, 70);
  for (let username = base; ; username = `${base}-${randomBytes(3).toString("hex")}`) {
    try {
      return await transact(db, async (tx) => {
        const user = await tx.user.create({ data: { ...data, username }, select: publicFields });
        await audit(tx, { action: "REGISTER", model: "User", objectId: user.id, userId: user.id });
        return user as CurrentUser;
      });
    } catch (error) {
      if (isDuplicate(error, "email")) { throw new AppError("conflict", "There is an account with this e-mail.", { cause: error }); }
      if (!isDuplicate(error, "username")) throw error;
    }
  }
}

export interface Login {
  username: string;
  password: string;
  /** Where it comes from */
  address: string;
}

/**
 * By user name or e-mail. The answer is the same, and takes the same time, whatever is wrong: the
 * name, the password, or that there were too many tries. Throws unauthenticated.
 */
export async function checkPassword(
  { db, counters }: Guarded,
  { username, password, address }: Login,
): Promise<CurrentUser> {
  const [name = "", ...otherForms] = formsOf(username.toLowerCase());
  const user = await guard(counters, { login: name, address }, async (allowed) => {
    const found = await db.user.findFirst({
      where: { OR: [{ username: { in: [name, ...otherForms] } }, { email: name }] },
      select: { ...publicFields, passwordHash: true, active: true },
    });
    const { passwordHash, active, ...fields } = found ?? {};
    const fits = await verifyPassword(passwordHash, password);
    return fits && active && allowed ? (fields as CurrentUser) : undefined;
  });
  if (!user) throw new AppError("unauthenticated", "The user name or the password is wrong.");
  return user;
}

interface Guarded {
  db: Database;
  counters: Counters;
}

/** Throws unauthenticated. */
export async function signIn(app: Guarded, secret: string, login: Login): Promise<Session> {
  const user = await checkPassword(app, login);
  const identity = { userId: user.id, family: randomUUID() };
  return transact(app.db, async (tx) => {
    await audit(tx, { action: "LOGIN", model: "User", objectId: user.id, userId: user.id });
    return issue(tx, secret, identity);
  });
}

/**
 * Swaps a refresh token for new tokens. One that comes twice was stolen from somebody, so all of
 * its family end. Throws token_expired, token_invalid.
 */
export async function refresh(db: Database, secret: string, token: string): Promise<Session> {
  const { jti, ...identity } = await verifyRefreshToken(token, secret);
  const session = await transact(db, async (tx) => {
    const used = await tx.issuedToken.updateMany({
      where: { jti, usedAt: null, ...alive() },
      data: { usedAt: new Date() },
    });
    return used.count === 1 ? issue(tx, secret, identity) : undefined;
  });
  if (session) return session;
  await signOut(db, identity);
  throw invalidToken();
}

/** Ends the session that the token belongs to, at once. */
export async function signOut(db: Database, { family, userId }: Identity): Promise<void> {
  await transact(db, async (tx) => {
    const ended = await tx.issuedToken.updateMany({
      where: { family, revokedAt: null },
      data: { revokedAt: new Date() },
    });
    if (ended.count > 0) { await audit(tx, { action: "LOGOUT", model: "User", objectId: userId, userId }); }
  });
  forget(db);
}

/** The active user of a session that still lives. Throws token_invalid. */
export function findCurrentUser(
  db: Database,
  { family, userId }: Identity,
): Promise<CurrentUser> {
  return recall(db, `token ${family} ${userId}`, async () => {
    const token = await db.issuedToken.findFirst({
      where: { family, userId, user: { active: true }, ...alive() },
      select: { user: { select: publicFields } },
    });
    if (!token) throw invalidToken();
    return token.user as CurrentUser;
  });
}

/** Removes tokens and sessions that have expired; gives how many. */
export async function removeExpiredTokens(db: Database): Promise<number> {
  const where = { expiresAt: { lte: new Date() } };
  const tokens = await db.issuedToken.deleteMany({ where });
  const sessions = await db.session.deleteMany({ where });
  return tokens.count + sessions.count;
}

function alive() {
  return { revokedAt: null, expiresAt: { gt: new Date() } };
}

async function issue(tx: Transaction, secret: string, identity: Identity): Promise<Session> {
  const jti = randomUUID();
  await tx.issuedToken.create({
    data: { jti, ...identity, expiresAt: new Date(Date.now() + refreshSeconds * 1000) },
  });
  const [access, next] = await Promise.all([
    signAccessToken(identity, secret),
    signRefreshToken({ jti, ...identity }, secret),
  ]);
  return { access, refresh: next, expiresIn: accessSeconds };
}
