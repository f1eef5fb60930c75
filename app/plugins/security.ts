/** Headers that every answer carries (N003-90 to N003-93), and which other origins may call. */

import cors from "@fastify/cors";
import helmet from "@fastify/helmet";
import fp from "fastify-plugin";

export const security = fp(
  async (app) => {
    const { tls, corsOrigins } = app.config;
    await app.register(cors, {
      origin: corsOrigins,
      credentials: true,
      exposedHeaders: ["x-request-id", "retry-after"],
    });
    await app.register(helmet, {
      // a browser that was told so once would not come by HTTP for a year
      hsts: tls && { maxAge: 31_536_000, includeSubDomains: true },
      frameguard: { action: "deny" },
      referrerPolicy: { policy: "no-referrer" },
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'self'"],
          imgSrc: ["'self'", "data:"],
          objectSrc: ["'none'"],
          frameAncestors: ["'none'"],
          baseUri: ["'self'"],
          formAction: ["'self'"],
        },
      },
    });
  },
  { name: "security" },
);
