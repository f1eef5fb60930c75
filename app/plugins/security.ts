/** Headers that every answer carries (N003-90 to N003-93). */

import helmet from "@fastify/helmet";
import fp from "fastify-plugin";

export const security = fp(
  async (app) => {
    await app.register(helmet, {
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
