/** Starts the app on a database of its own, signs people in, and reads what it logs. */

import { onTestFinished } from "vitest";

import { buildApp, type Modules } from "../../app/app.ts";
import { type Config, readConfig } from "../../app/config/config.ts";
import { hashPassword } from "../../app/modules/auth/passwords.ts";
import type { Role } from "../../app/plugins/access.ts";
import { type MakeDatabase, makeSqlite, type TestDatabase } from "./databases.ts";

export type App = Awaited<ReturnType<typeof buildApp>>;

export interface Answer {
  status: number;
  headers: Record<string, unknown>;
  /** Each test knows what it asked. */
  body: ReturnType<typeof JSON.parse>;
}

export interface Caller {
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  post(path: string, payload?: unknown, headers?: Record<string, string>): Promise<Answer>;
  patch(path: string, payload: unknown): Promise<Answer>;
  put(path: string, payload: unknown): Promise<Answer>;
  remove(path: string): Promise<Answer>;
}

export interface TestApp extends Caller {
  app: App;
  db: App["db"];
  database: TestDatabase;
  logs: Record<string, unknown>[];
  /** A new user of this role, signed in */
  as(
    role: Role,
    username?: string,
  ): Promise<Caller & { id: number; username: string; token: string }>;
  /** Once the log has such a line */
  logged(message: string, count?: number): Promise<Record<string, unknown>[]>;
}

interface Options {
  make?: MakeDatabase;
  database?: TestDatabase;
  modules?: Modules;
  config?: Partial<Config>;
  variables?: Record<string, string>;
}

export const password = "Test123!";
let hash: Promise<string> | undefined;

/** Closed, and its database dropped, when the test is over. */
export async function startApp({
  make = makeSqlite,
  modules,
  config,
  variables,
  ...rest
}: Options = {}): Promise<TestApp> {
  const database = rest.database ?? (await make());
  const logs: Record<string, unknown>[] = [];
  const settings = readConfig({
    JWT_SECRET: "for the tests",
    MAIL_TRANSPORT: "log",
    RATE_LIMIT_AUTH: "1000/minute",
    DATABASE_URL: database.url,
    ...variables,
  });
  const app = await buildApp(
    { ...settings, ...config },
    {
      ...(modules && { modules }),
      logStream: { write: (line) => void logs.push(JSON.parse(line)) },
    },
  );
  onTestFinished(async () => {
    await app.close();
    if (!rest.database) await database.drop();
  });
  return {
    app,
    db: app.db,
    database,
    logs,
    ...callerOf(app),
    as: (role, username = `${role.toLowerCase()}-${crypto.randomUUID().slice(0, 8)}`) =>
      signUp(app, role, username),
    logged: async (message, count = 1) => {
      const matching = () => logs.filter((line) => line["message"] === message);
      await until(() => matching().length >= count, `the log line "${message}"`);
      return matching();
    },
  };
}

export function callerOf(app: App, headers: Record<string, string> = {}): Caller {
  const call = async (
    method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE",
    url: string,
    payload?: unknown,
    more: Record<string, string> = {},
  ): Promise<Answer> => {
    const response = await app.inject({
      method,
      url,
      headers: { ...headers, ...more },
      ...(payload !== undefined && { payload: payload as object }),
    });
    const isJson = String(response.headers["content-type"]).includes("json");
    return {
      status: response.statusCode,
      headers: response.headers,
      body: isJson ? response.json() : response.body,
    };
  };
  return {
    get: (path, more) => call("GET", path, undefined, more),
    post: (path, payload, more) => call("POST", path, payload, more),
    patch: (path, payload) => call("PATCH", path, payload),
    put: (path, payload) => call("PUT", path, payload),
    remove: (path) => call("DELETE", path),
  };
}

async function signUp(app: App, role: Role, username: string) {
  const passwordHash = await (hash ??= hashPassword(password));
  const { id } = await app.db.user.create({
    data: { username, email: `${username}@example.com`, passwordHash, role },
  });
  const { body } = await callerOf(app).post("/api/auth/token", { username, password });
  return {
    id,
    username,
    token: body.access as string,
    ...callerOf(app, { authorization: `Bearer ${body.access}` }),
  };
}

/** Waits until it is so, and fails after a while, saying what for. */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  what: string,
  tries = 2_000,
): Promise<void> {
  for (let attempt = 0; attempt < tries; attempt++) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`waited in vain for ${what}`);
}
