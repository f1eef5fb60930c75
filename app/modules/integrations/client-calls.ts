/** Notes the calls of programs that send their key in the header X-Client-Key (P004-25). */

import type { FastifyInstance } from "fastify";

import { findClient, noteCall } from "./clients.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** The program that calls, where it said so */
    apiClient: number | null;
  }
}

/** For the routes of this scope. */
export function noteClients(app: FastifyInstance): void {
  const { db } = app;
  app.decorateRequest("apiClient", null);
  app.addHook("preHandler", async (request) => {
    const key = request.headers["x-client-key"];
    if (typeof key === "string") request.apiClient = await findClient(db, key);
  });
  app.addHook("onResponse", async (request, reply) => {
    const { apiClient: clientId, method, routeOptions } = request;
    if (clientId === null) return;
    const path = routeOptions.url ?? "";
    const durationMs = Math.round(reply.elapsedTime);
    await noteCall(db, { clientId, method, path, statusCode: reply.statusCode, durationMs }).catch(
      (error: unknown) => request.log.warn({ err: error }, "The call was not noted"),
    );
  });
}
