/**
 * How often a caller may call, route by route (X05): by user when signed in, else by address.
 * Counted in Redis, or in the process.
 */

import rateLimit from "@fastify/rate-limit";
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from "fastify";
import fp from "fastify-plugin";

import { type Limit, parseLimits } from "../config/rate-limit.ts";
import { AppError } from "../errors.ts";
import { connectRedis } from "./redis.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /**
     * `RATE_LIMIT_DEFAULT` unless it says otherwise; a text such as `5/minute` is a limit of its
     * own, and `anonymous` is RATE_LIMIT_ANONYMOUS for whoever is not signed in
     */
    limit?: "none" | "auth" | "anonymous" | `${number}/${"second" | "minute" | "hour" | "day"}`;
  }
  interface FastifyInstance {
    /** The limit of requests that no route takes */
    limitUnknown: Check;
  }
}

type Check = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

export const limits = fp(
  async (app) => {
    const url = app.config.redis.limits;
    const redis = url ? connectRedis(url, app.log) : undefined;
    await app.register(rateLimit, { global: false, ...(redis && { redis }) });
    app.decorate("redis", redis);
    app.addHook("onClose", () => redis?.disconnect());
    app.decorate("limitUnknown", makeCheck(app, app.config.limits.default, "unknown", false));
    app.addHook("onRoute", (route) => {
      const check = checkOf(app, route);
      if (check) route.onRequest = [route.onRequest ?? [], check].flat();
    });
  },
  { name: "limits", dependencies: ["access"] },
);

function checkOf(app: FastifyInstance, route: RouteOptions): Check | undefined {
  const { limit } = route.config ?? {};
  if (limit === "none") return undefined;
  const name = `${String(route.method)} ${route.url}`;
  if (limit === "anonymous") {
    const known = makeCheck(app, app.config.limits.default, name, false);
    const unknown = makeCheck(app, app.config.limits.anonymous, name, false);
    return (request, reply) => (isKnown(request) ? known : unknown)(request, reply);
  }
  const list =
    limit === undefined || limit === "auth"
      ? app.config.limits[limit ?? "default"]
      : (parseLimits(limit) ?? []);
  return makeCheck(app, list, name, limit !== undefined);
}

/** Without Redis' answer a strict check refuses, and any other lets pass. */
function makeCheck(app: FastifyInstance, list: Limit[], name: string, strict: boolean): Check {
  const checks = list.map((limit) => ({
    limit,
    count: app.createRateLimit({
      max: limit.max,
      timeWindow: limit.windowMs,
      keyGenerator: (request: FastifyRequest) => `${name}|${limit.text}|${callerOf(request)}`,
      skipOnError: !strict,
    }),
  }));
  return async (request, reply) => {
    for (const { limit, count } of checks) {
      const result = await count(request).catch((error: unknown) => {
        throw new AppError("unavailable", "The limits cannot be counted. Try again.", {
          retryAfter: 1,
          cause: error,
        });
      });
      if (result.isAllowed) continue; // not counted
      tellLimit(reply, result);
      if (result.isExceeded) {
        throw new AppError("rate_limited", `Too many requests: ${limit.text} is the limit.`, {
          retryAfter: Math.max(1, result.ttlInSeconds),
        });
      }
    }
  };
}

/** Of several limits the one that is nearest. */
function tellLimit(
  reply: FastifyReply,
  count: { max: number; remaining: number; ttlInSeconds: number },
): void {
  const told = reply.getHeader("x-ratelimit-remaining");
  if (told !== undefined && Number(told) <= count.remaining) return;
  reply.headers({
    "x-ratelimit-limit": count.max,
    "x-ratelimit-remaining": count.remaining,
    "x-ratelimit-reset": count.ttlInSeconds,
  });
}

function isKnown({ identity }: FastifyRequest): boolean {
  return identity !== null && "userId" in identity;
}

function callerOf({ identity, ip }: FastifyRequest): string {
  return identity && "userId" in identity ? `user:${identity.userId}` : `ip:${ip}`;
}
