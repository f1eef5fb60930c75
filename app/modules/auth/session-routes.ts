/** Signing in with a browser: a cookie, and where to go next (N003-28, N003-30). */

import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { Type } from "typebox";

import type { Role } from "../../plugins/access.ts";
import { answers, moment, text } from "../schemas.ts";
import { checkPassword } from "./service.ts";
import { closeSession, openSession } from "./sessions.ts";

const credentials = Type.Object({ username: text(200), password: text(128) });

const home: Record<Role, string> = {
  ADMIN: "/dashboard-admin",
  GESTOR: "/dashboard-gestor",
  USER: "/dashboard-user",
  CLIENT: "/",
  DG: "/",
};

export const sessionRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const { db, config } = app;
  const { seconds, secure, sameSite } = config.session;
  const tags = ["auth"];

  app.post(
    "/api/login",
    {
      config: { access: "public", limit: "5/minute" },
      schema: {
        tags,
        summary: "Sign in with a browser: sets the cookie and leads to the panel of the role",
        consumes: ["application/x-www-form-urlencoded", "application/json"],
        body: credentials,
        response: answers({ 303: Type.Null() }),
      },
    },
    async ({ body, identity, ip }, reply) => {
      const user = await checkPassword(app, { ...body, address: ip });
      if (identity && "session" in identity) await closeSession(db, identity);
      const cookie = await openSession(db, user, { secret: config.jwtSecret, seconds });
      return reply
        .setCookie("session", cookie, {
          path: "/",
          httpOnly: true,
          secure,
          sameSite,
          maxAge: seconds,
        })
        .redirect(home[user.role], 303);
    },
  );

  app.get(
    "/logout",
    {
      config: { access: "public" },
      schema: {
        tags,
        summary: "End the session of the browser",
        response: answers({ 303: Type.Null() }),
      },
    },
    async ({ identity }, reply) => {
      if (identity && "session" in identity) await closeSession(db, identity);
      return reply.clearCookie("session", { path: "/" }).redirect("/login", 303);
    },
  );

  app.get(
    "/api/session",
    {
      config: { access: "user" },
      schema: {
        tags,
        summary: "Who is signed in with the cookie, until when, and the token for changes",
        response: answers({
          200: Type.Object({
            username: Type.String(),
            role: Type.String(),
            expires_at: Type.Union([moment, Type.Null()]),
            csrf_token: Type.Union([Type.String(), Type.Null()]),
          }),
        }),
      },
    },
    async ({ user, session }) => ({
      username: user.username,
      role: user.role.toLowerCase(),
      expires_at: session?.expiresAt.toISOString() ?? null,
      csrf_token: session?.csrf ?? null,
    }),
  );
};
