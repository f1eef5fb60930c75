/** Requests by the OpenAPI of the app: one place of each is filled, and the rest fits. */

import { type Answer, type App, startApp } from "./helper.ts";

export interface Schema {
  type?: string | string[];
  enum?: unknown[];
  format?: string;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  minProperties?: number;
  description?: string;
  required?: string[];
  properties?: Record<string, Schema>;
}

interface Operation {
  /** None of a public route */
  security?: object[];
  parameters?: { in: "path" | "query" | "header"; name: string; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
}

export interface Place {
  method: string;
  path: string;
  in: "path" | "query" | "body";
  name: string;
  schema: Schema;
  operation: Operation;
}

/** Of paths, queries and bodies of JSON */
export function listPlaces(app: App): Place[] {
  const paths = app.swagger().paths as Record<string, Record<string, Operation>>;
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, operation]) => {
      const shared = { method: method.toUpperCase(), path, operation };
      const { parameters = [] } = operation;
      return [
        ...parameters
          .filter(({ in: place }) => place !== "header")
          .map(({ in: place, name, schema }) => ({ ...shared, in: place as "path", name, schema })),
        ...Object.entries(bodyOf(operation)?.properties ?? {}).map(([name, schema]) => ({
          ...shared,
          in: "body" as const,
          name,
          schema,
        })),
      ];
    }),
  );
}

function bodyOf({ requestBody }: Operation): Schema | undefined {
  return requestBody?.content["application/json"]?.schema;
}

/** One that fits */
function sample({ enum: choices, format, pattern, minimum, minLength = 0, type }: Schema): unknown {
  if (choices) return choices[0];
  if (format === "date") return "2026-01-01";
  if (format === "email") return "a@example.com";
  if (pattern) return "1.00";
  return [type].flat().includes("string") ? "x".repeat(Math.max(1, minLength)) : (minimum ?? 1);
}

/** With callers who may call every route, and no limit in their way. */
export async function startAll() {
  const all = await startApp({
    variables: { RATE_LIMIT_DEFAULT: "100000/minute", RATE_LIMIT_ANONYMOUS: "100000/minute" },
  });
  let count = 0;
  const callers = { admin: await all.as("ADMIN"), gestor: await all.as("GESTOR") };

  /** Everything fits but what is given, as text of JSON in a body */
  async function send(place: Place, value: string): Promise<Answer> {
    const { method, path } = place;
    const { token } = /gestor\/|\/gestor$/.test(path) ? callers.gestor : callers.admin;
    const payload = writeBody(place, value);
    const response = await all.app.inject({
      method: method as "POST",
      url: writeUrl(place, value),
      remoteAddress: `10.${++count >> 16}.${(count >> 8) & 255}.${count & 255}`,
      headers: {
        ...(place.operation.security && { authorization: `Bearer ${token}` }), // who is counted
        ...(payload && { "content-type": "application/json" }),
      },
      ...(payload && { payload }),
    });
    return { status: response.statusCode, headers: response.headers, body: response.json() };
  }
  return { ...all, send };
}

function writeUrl({ in: place, path, name }: Place, value: string): string {
  const text = encodeURIComponent(value);
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, key: string) =>
    place === "path" && key === name ? text : "1",
  );
  return place === "query" ? `${filled}?${name}=${text}` : filled;
}

function writeBody({ in: place, operation, name }: Place, value: string): string | undefined {
  const schema = bodyOf(operation);
  if (!schema) return undefined;
  const { required = [], minProperties = 0, properties = {} } = schema;
  const keys = new Set([...required, ...Object.keys(properties).slice(0, minProperties)]);
  if (place === "body") keys.delete(name);
  const fields = Array.from(keys, (key) => `"${key}":${JSON.stringify(sample(properties[key]!))}`);
  return `{${[...(place === "body" ? [`"${name}":${value}`] : []), ...fields].join()}}`;
}
