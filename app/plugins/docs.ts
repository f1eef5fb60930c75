/** The OpenAPI description of every route, and pages to read it at /docs. */

import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import fp from "fastify-plugin";

import { version } from "../root.ts";

const description = `A program of others names itself with the key of
\`node dist/jobs.js create-api-client\`, in the header X-Client-Key of every call. Each of its calls
then counts in the summary of the Point API, whichever route it asks for and however it is answered.
A key that is not valid, or was switched off, gets 401.`;

export const docs = fp(
  async (app) => {
    await app.register(swagger, {
      openapi: {
        openapi: "3.1.0",
        info: { title: "Andamio app", version, description },
        components: {
          securitySchemes: {
            bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" },
            token: {
              type: "apiKey",
              in: "header",
              name: "Authorization",
              description: "Token KEY, with a key of POST /api/auth/api-token",
            },
            session: { type: "apiKey", in: "cookie", name: "session" },
            client: {
              type: "apiKey",
              in: "header",
              name: "X-Client-Key",
              description: "The key of a program, beside who is signed in; see above",
            },
          },
        },
      },
      transform: ({ schema, url, route }) => {
        const access = route.config?.access;
        const open = access === "public" || access === "internal";
        return {
          url,
          schema: {
            ...schema,
            ...(schema?.querystring !== undefined && { querystring: relax(schema.querystring) }),
            ...(schema?.body !== undefined && { body: relax(schema.body) }),
            ...(!open && { security: [{ bearer: [] }, { token: [] }, { session: [] }] }),
            ...(access === "internal" && { hide: true }),
          },
        };
      },
    });
    await app.register(async (scope) => {
      scope.addHook("onRoute", (route) => {
        route.config = { ...route.config, access: "public" };
      });
      await scope.register(swaggerUi, {
        routePrefix: "/docs",
        staticCSP: true,
        uiConfig: { validatorUrl: null },
      });
    });
  },
  { name: "docs" },
);

interface Schema {
  properties?: Record<string, object>;
  required?: string[];
}

/** What has a default need not be given. */
function relax(schema: unknown): Schema {
  const { properties = {}, required = [], ...rest } = schema as Schema;
  const needed = required.filter((name) => !("default" in (properties[name] ?? {})));
  return { ...rest, properties, ...(needed.length > 0 && { required: needed }) };
}
