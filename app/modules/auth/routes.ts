/** Accounts over HTTP: the login routes of all systems on one table of users (X04). */

import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { FastifyRequest } from "fastify";
import { Type } from "typebox";

import { AppError } from "../../errors.ts";
import { roles } from "../../plugins/access.ts";
import { answers, newPassword, text } from "../schemas.ts";
import { issueApiToken, revokeApiToken } from "./api-tokens.ts";
import { checkPassword, refresh, register, type Session, signIn, signOut } from "./service.ts";
import { closeSession } from "./sessions.ts";

const user = Type.Object({
  id: Type.Integer(),
  username: Type.String(),
  email: Type.Union([Type.String(), Type.Null()]),
  nombre: Type.Union([Type.String(), Type.Null()]),
  apellido: Type.Union([Type.String(), Type.Null()]),
  role: Type.Enum([...roles]),
});

const registration = Type.Object({
  email: Type.String({ format: "email", maxLength: 200 }),
  password: newPassword,
  nombre: text(100, { minLength: 1 }),
  apellido: text(100, { minLength: 1 }),
});

const credentials = Type.Object({ username: text(200), password: text(128) });
const refreshToken = Type.Object({ refresh: Type.String({ maxLength: 2000 }) });
const tokenPair = Type.Object({ access: Type.String(), refresh: Type.String() });
const bearer = Type.Object({
  access_token: Type.String(),
  refresh_token: Type.String(),
  token_type: Type.Literal("bearer"),
  expires_in: Type.Integer({ description: "Seconds" }),
});

export const authRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const {
    db,
    config: { jwtSecret },
  } = app;
  const tags = ["auth"];

  app.post(
    "/api/auth/register",
    {
      config: { access: "public", limit: "5/minute" },
      schema: {
        tags,
        summary: "Open an account as a claimant",
        body: registration,
        response: answers({ 201: user }),
      },
    },
    async (request, reply) => reply.code(201).send(await register(db, request.body)),
  );

  app.post(
    "/api/auth/login",
    {
      config: { access: "public", limit: "10/minute" },
      schema: {
        tags,
        summary: "Sign in, by form or JSON",
        consumes: ["application/x-www-form-urlencoded", "application/json"],
        body: credentials,
        response: answers({ 200: bearer }),
      },
    },
    async ({ body, ip }) => toBearer(await signIn(app, jwtSecret, { ...body, address: ip })),
  );

  app.post(
    "/api/auth/token",
    {
      config: { access: "public", limit: "auth" },
      schema: {
        tags,
        summary: "Sign in for a pair of tokens",
        body: credentials,
        response: answers({ 200: tokenPair }),
      },
    },
    async ({ body, ip }) => signIn(app, jwtSecret, { ...body, address: ip }),
  );

  app.post(
    "/api/auth/api-token",
    {
      config: { access: "public", limit: "auth" },
      schema: {
        tags,
        summary: "A key for a program, for the header Authorization: Token KEY",
        body: credentials,
        response: answers({ 200: Type.Object({ token: Type.String() }) }),
      },
    },
    async ({ body, ip }) => {
      const user = await checkPassword(app, { ...body, address: ip });
      return { token: await issueApiToken(db, user, jwtSecret) };
    },
  );

  app.post(
    "/api/auth/token/refresh",
    {
      config: { access: "public", limit: "auth" },
      schema: {
        tags,
        summary: "Swap a refresh token for a new pair; each is good for one use",
        body: refreshToken,
        response: answers({ 200: tokenPair }),
      },
    },
    async ({ body }) => refresh(db, jwtSecret, body.refresh),
  );

  app.post(
    "/api/auth/logout",
    {
      config: { access: "user" },
      schema: { tags, summary: "End the session", response: answers({ 204: Type.Null() }) },
    },
    async (request, reply) => {
      await end(request);
      return reply.code(204).send(null);
    },
  );

  app.get(
    "/api/auth/me",
    {
      config: { access: "user" },
      schema: { tags, summary: "Who is signed in", response: answers({ 200: user }) },
    },
    async (request) => request.user,
  );
};

/** Whatever the caller is signed in with. */
async function end({ identity, server: { db } }: FastifyRequest): Promise<void> {
  if (!identity || identity instanceof AppError) return;
  if ("session" in identity) await closeSession(db, identity);
  else if ("apiToken" in identity) await revokeApiToken(db, identity);
  else await signOut(db, identity);
}

function toBearer({ access, refresh: next, expiresIn }: Session) {
  return {
    access_token: access,
    refresh_token: next,
    token_type: "bearer" as const,
    expires_in: expiresIn,
  };
}
