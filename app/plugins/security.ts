/** Headers that every answer carries (N003-90 to N003-93), and which other origins may call. */

import cors from "@fastify/cors";
import fp from "fastify-plugin";
import helmet, { type HelmetOptions } from "helmet";

export const security = fp(
  async (app) => {
    const { tls, hstsSeconds, corsOrigins } = app.config;
    if (corsOrigins.length > 0) {
      await app.register(cors, {
        origin: corsOrigins,
        credentials: true,
        exposedHeaders: ["x-request-id", "retry-after"],
      });
    }
    const headers = listHeaders({
      // a browser that was told so once would not come by HTTP for as long
      hsts: tls && hstsSeconds > 0 && { maxAge: hstsSeconds, includeSubDomains: true },
      frameguard: { action: "deny" },
      referrerPolicy: { policy: "no-referrer" },
      // of browsers and plugins that are gone: each costs every answer
      xDnsPrefetchControl: false,
      xDownloadOptions: false,
      xPermittedCrossDomainPolicies: false,
      xXssProtection: false,
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
    app.addHook("onRequest", (_request, reply, done) => {
      reply.headers(headers);
      done();
    });
  },
  { name: "security" },
);

/** They are the same for every answer, so they are put together once. */
function listHeaders(options: HelmetOptions): Record<string, string> {
  const headers: Record<string, string> = {};
  const response = {
    setHeader: (name: string, value: string) => void (headers[name.toLowerCase()] = value),
    removeHeader() {},
  };
  const { req, res } = { req: {}, res: response } as never;
  helmet(options)(req, res, (error?: unknown) => {
    if (error) throw error;
  });
  return headers;
}
