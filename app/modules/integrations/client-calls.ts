/**
 * Notes every call of a program that sends its key in the header X-Client-Key, whatever it asks for
 * and however it is answered (P004-25). A key that is not valid is refused.
 */

import type { FastifyRequest } from "fastify";
import fp from "fastify-plugin";

import { AppError } from "../../errors.ts";
import { findClient, noteCall } from "./clients.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** The program that calls, where it said so and was looked up */
    apiClient: number | null;
  }
}

/** Of clients that called lately, for those that are over their limit; past it they all go */
const mostKnown = 1_000;

export const clientCalls = fp(
  async (app) => {
    const { db } = app;
    const known = new Map<string, number>();
    app.decorateRequest("apiClient", null);

    /** Throws unauthenticated. */
    async function identify(request: FastifyRequest): Promise<void> {
      const key = keyOf(request);
      if (key === undefined) return;
      request.apiClient = await findClient(db, key);
      if (known.size >= mostKnown) known.clear();
      known.set(key, request.apiClient);
    }

    /** What was answered before the key was looked at counts too. */
    async function lookUp(request: FastifyRequest, status: number): Promise<number | null> {
      const key = keyOf(request);
      if (request.apiClient !== null || key === undefined) return request.apiClient;
      if (status === 429) return known.get(key) ?? null; // without a question to the database
      await identify(request).catch((error: unknown) => {
        if (!(error instanceof AppError)) throw error;
      });
      return request.apiClient;
    }

    app.addHook("preParsing", (request) => identify(request));
    app.addHook("onResponse", async (request, reply) => {
      const { method, routeOptions, log } = request;
      const { statusCode } = reply;
      const durationMs = Math.round(reply.elapsedTime);
      try {
        const clientId = await lookUp(request, statusCode);
        if (clientId === null) return;
        const path = routeOptions.url ?? request.url.split("?")[0]!;
        await noteCall(db, { clientId, method, path, statusCode, durationMs });
      } catch (error) {
        log.warn({ err: error }, "The call was not noted");
      }
    });
  },
  { name: "client-calls", dependencies: ["database", "access"] },
);

function keyOf({ headers }: FastifyRequest): string | undefined {
  const key = headers["x-client-key"];
  return typeof key === "string" ? key : undefined;
}
