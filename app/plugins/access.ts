/** Who may call a route. Each route says it; an app with a route that does not, does not boot. */

import { BlockList } from "node:net";

import type { FastifyRequest, RouteOptions } from "fastify";
import fp from "fastify-plugin";

import { AppError } from "../errors.ts";
import { findTokenUser } from "../modules/auth/api-tokens.ts";
import { type CurrentUser, findCurrentUser } from "../modules/auth/service.ts";
import { checkCsrf, findSession, type LiveSession } from "../modules/auth/sessions.ts";
import {
  type ApiIdentity,
  type Identity,
  type SessionIdentity,
  verifyAccessToken,
  verifyApiToken,
  verifySessionToken,
} from "../modules/auth/tokens.ts";
import { isInternalPath } from "./internal-paths.ts";

export const roles = ["ADMIN", "DG", "GESTOR", "CLIENT", "USER"] as const;
export type Role = (typeof roles)[number];

/** `internal` is for machines of the same private network, `user` for whoever is signed in. */
export type Access = "public" | "internal" | "user" | readonly Role[];

declare module "fastify" {
  interface FastifyContextConfig {
    access?: Access;
  }
  interface FastifyRequest {
    /** What the token says, before anything is asked of the database */
    identity: Identity | SessionIdentity | ApiIdentity | AppError | null;
    /** Set wherever the access is `user` or a list of roles */
    user: CurrentUser;
    /** Set where the caller signed in with a cookie */
    session: LiveSession | null;
  }
}

export const access = fp(
  async (app) => {
    const routes: RouteOptions[] = [];
    app.decorateRequest("identity", null);
    app.decorateRequest("session", null);
    app.decorateRequest("user", null as unknown as CurrentUser);
    app.addHook("onRoute", (route) => void routes.push(route));
    app.addHook("onReady", async () => {
      const open = routes
        .filter((route) => route.config?.access === undefined)
        .map((route) => `${String(route.method)} ${route.url}`);
      if (open.length > 0) {
        throw new Error(
          `these routes do not say who may call them (config.access): ${open.join(", ")}`,
        );
      }
    });
    app.addHook("onRequest", async (request) => {
      request.identity = await identify(request, app.config.jwtSecret);
    });
    // after the rate limit, which is a hook of each route, and before the body is read
    app.addHook("preParsing", (request) => enforce(request));
    // a form carries its token in the body
    app.addHook("preValidation", (request, _reply, done) => {
      if (request.session && app.config.session.csrf) checkCsrf(request, request.session);
      done();
    });
  },
  { name: "access", dependencies: ["database"] },
);

async function identify(
  request: FastifyRequest,
  secret: string,
): Promise<FastifyRequest["identity"]> {
  const [, scheme, token] = /^(bearer|token) (.+)$/i.exec(request.headers.authorization ?? "") ?? [];
  if (token) return (/token/i.test(scheme!) ? verifyApiToken : verifyAccessToken)(token, secret);
  const cookie = request.cookies["session"];
  return cookie ? verifySessionToken(cookie, secret) : null;
}

async function enforce(request: FastifyRequest): Promise<void> {
  const rule = request.routeOptions.config.access;
  if (rule === "internal" || isInternalPath(request)) {
    // what came through a proxy, trusted or not, came from outside
    const isForwarded = forwardedHeaders.some((name) => name in request.headers);
    if (isForwarded || !isPrivate(request.ip)) throw new AppError("not_found", "Not found.");
  }
  // without a rule it is the answer to an unknown path
  if (rule === undefined || rule === "public" || rule === "internal") return;
  await setUser(request);
  if (rule !== "user" && !rule.includes(request.user.role)) { throw new AppError("forbidden", "Your role may not do this."); }
}

/** Throws unauthenticated, token_expired and token_invalid. */
async function setUser(request: FastifyRequest): Promise<void> {
  const { identity } = request;
  const { db } = request.server;
  if (identity === null) throw new AppError("unauthenticated", "Sign in first.");
  if (identity instanceof AppError) throw identity;
  if ("session" in identity) {
    request.session = await findSession(db, identity);
    request.user = request.session.user;
  } else if ("apiToken" in identity) request.user = await findTokenUser(db, identity);
  else request.user = await findCurrentUser(db, identity);
}

const forwardedHeaders = ["x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "forwarded", "x-real-ip"];

const privateNetworks = new BlockList();
for (const [network, prefix] of [
  ["127.0.0.0", 8],
  ["10.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
] as const) { privateNetworks.addSubnet(network, prefix); }
for (const [network, prefix] of [
  ["::1", 128],
  ["fc00::", 7],
] as const) { privateNetworks.addSubnet(network, prefix, "ipv6"); }

function isPrivate(address: string): boolean {
  return privateNetworks.check(address, address.includes(":") ? "ipv6" : "ipv4");
}
