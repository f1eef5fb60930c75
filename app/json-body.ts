/**
 * Reads JSON bodies: what JSON.parse gives, but for names that reach a prototype and numbers too
 * large to be finite, which are refused as what does not fit a schema is.
 */

import type { FastifyInstance, FastifyRequest } from "fastify";

import { misfit } from "./errors.ts";

export function readJsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser("ignore", "ignore");
  app.addContentTypeParser<string>(
    "application/json",
    { parseAs: "string" },
    (request, text, done) =>
      parse(request, text, (error: Error | null, body?: unknown) => {
        const fault = error ? undefined : findFault(body, "body");
        done(error ?? (fault ? misfit(request as FastifyRequest, [fault]) : null), body);
      }),
  );
}

/** Without recursion: a body of 1 MB may nest deeper than the stack. */
function findFault(body: unknown, root: string): string | undefined {
  const open: [unknown, string][] = [[body, root]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [value, path] = next;
    if (typeof value === "number" && !Number.isFinite(value)) return `${path} must be a finite number`;
    if (typeof value !== "object" || value === null) continue;
    if (reachesPrototype(value)) return `${path} must not have a property __proto__ or constructor.prototype`;
    for (const [name, inner] of Object.entries(value)) {
      if (typeof inner === "object" || typeof inner === "number") open.push([inner, `${path}/${name}`]);
    }
  }
  return undefined;
}

function reachesPrototype(value: object): boolean {
  if (Object.hasOwn(value, "__proto__")) return true;
  const made: unknown = Object.hasOwn(value, "constructor") && value.constructor;
  return typeof made === "object" && made !== null && Object.hasOwn(made, "prototype");
}
