/**
 * Signed tokens: a short access token, and a refresh token that is good for one use. Knows no
 * database.
 */

import { randomUUID } from "node:crypto";

import { decodeJwt, errors, type JWTPayload, jwtVerify, SignJWT } from "jose";

import { AppError } from "../../errors.ts";

export const accessSeconds = 15 * 60;
export const refreshSeconds = 24 * 60 * 60;

/** Whom a token names. The family joins all tokens that came from one login. */
export interface Identity {
  userId: number;
  family: string;
}

/** Whom the cookie of a browser names. */
export interface SessionIdentity {
  userId: number;
  session: string;
}

/** Whom the key of a program names. */
export interface ApiIdentity {
  userId: number;
  apiToken: string;
}

export interface RefreshIdentity extends Identity {
  jti: string;
}

export function signAccessToken(
  identity: Identity,
  secret: string,
  seconds = accessSeconds,
): Promise<string> {
  return sign(identity, "access", randomUUID(), seconds, secret);
}

export function signRefreshToken(
  { jti, ...identity }: RefreshIdentity,
  secret: string,
): Promise<string> {
  return sign(identity, "refresh", jti, refreshSeconds, secret);
}

export function signSessionToken(
  { userId, session }: SessionIdentity,
  secret: string,
  seconds: number,
): Promise<string> {
  return sign({ userId, family: session }, "session", session, seconds, secret);
}

/** Signed, so that nothing is asked of the database for one that was made up; it has no end. */
export function signApiToken(userId: number, secret: string): Promise<string> {
  const jti = randomUUID();
  return sign({ userId, family: jti }, "api", jti, undefined, secret);
}

/** Gives the error back, as `verifyAccessToken` does. */
export async function verifyApiToken(
  token: string,
  secret: string,
): Promise<ApiIdentity | AppError> {
  const result = await verify(token, "api", secret);
  return result instanceof AppError ? result : { userId: result.userId, apiToken: token };
}

/** Gives the error back, as `verifyAccessToken` does. */
export async function verifySessionToken(
  token: string,
  secret: string,
): Promise<SessionIdentity | AppError> {
  const result = await verify(token, "session", secret);
  return result instanceof AppError ? result : { userId: result.userId, session: result.jti };
}

/** Gives the error back instead of throwing it: a public route does not mind a bad token. */
export async function verifyAccessToken(
  token: string,
  secret: string,
): Promise<Identity | AppError> {
  const result = await verify(token, "access", secret);
  return result instanceof AppError ? result : { userId: result.userId, family: result.family };
}

/** When it expires, of a token that was verified */
export function endOf(token: string): Date {
  return new Date((decodeJwt(token).exp ?? 0) * 1000);
}

/** Throws token_expired and token_invalid. */
export async function verifyRefreshToken(token: string, secret: string): Promise<RefreshIdentity> {
  const result = await verify(token, "refresh", secret);
  if (result instanceof AppError) throw result;
  return result;
}

function sign(
  { userId, family }: Identity,
  use: string,
  jti: string,
  seconds: number | undefined,
  secret: string,
): Promise<string> {
  const token = new SignJWT({ family, use })
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(String(userId))
    .setJti(jti)
    .setIssuedAt();
  if (seconds !== undefined) token.setExpirationTime(`${seconds}s`);
  return token.sign(keyOf(secret));
}

/** What was verified before is not computed again: the same token comes with every request. */
const known = new Map<string, { identity: RefreshIdentity; until: number }>();
/** Past it they all go */
const most = 2_000;

async function verify(
  token: string,
  use: string,
  secret: string,
): Promise<RefreshIdentity | AppError> {
  const name = `${use} ${secret} ${token}`;
  const found = known.get(name);
  if (found && found.until > Date.now()) return found.identity;
  try {
    const { payload } = await jwtVerify(token, keyOf(secret), { algorithms: ["HS256"] });
    const identity = read(payload, use);
    if (identity instanceof AppError) return identity;
    if (known.size >= most) known.clear();
    known.set(name, { identity, until: (payload.exp ?? Infinity) * 1000 });
    return identity;
  } catch (cause) {
    if (cause instanceof errors.JWTExpired) { return new AppError("token_expired", "The token has expired. Ask for a new one.", { cause }); }
    return invalidToken(cause);
  }
}

function read({ sub, jti, family, use }: JWTPayload, expected: string): RefreshIdentity | AppError {
  if (use !== expected || typeof family !== "string" || !jti || !Number.isSafeInteger(Number(sub))) { return invalidToken(); }
  return { userId: Number(sub), family, jti };
}

export function invalidToken(cause?: unknown): AppError {
  return new AppError("token_invalid", "The token is not valid. Sign in again.", { cause });
}

function keyOf(secret: string): Uint8Array {
  return new TextEncoder().encode(secret);
}
