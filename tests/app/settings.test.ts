/** Settings of the systems before, other origins, TLS, and statements in the log. */

import { existsSync } from "node:fs";
import { dirname } from "node:path";

import { expect, test } from "vitest";

import { buildApp } from "../../app/app.ts";
import { readConfig } from "../../app/config/config.ts";
import { callerOf, password, startApp } from "./helper.ts";

const base = { DATABASE_URL: "sqlite://" };

test("N003-148 without a secret key nothing starts in production; FLASK_ENV and FLASK_DEBUG still count", () => {
  const old = { ...base, FLASK_ENV: "production" };
  expect(() => readConfig(old)).toThrow("JWT_SECRET: must be given in production (or SECRET_KEY)");
  const SECRET_KEY = "x".repeat(32);
  expect(readConfig({ ...old, SECRET_KEY })).toMatchObject({ production: true, debug: false });
  expect(readConfig({ ...base, FLASK_DEBUG: "1" })).toMatchObject({
    debug: true,
    logLevel: "debug",
  });
  const both = { ...old, NODE_ENV: "development", FLASK_DEBUG: "1", DEBUG: "0" };
  expect(readConfig(both)).toMatchObject({ production: false, debug: false });
});

test("N003-149 with the switch on every statement is in the log, without what anybody wrote", async () => {
  for (const name of ["LOG_QUERIES", "SQLALCHEMY_ECHO"]) {
    const app = await startApp({ variables: { [name]: "True" } });
    const { post } = await app.as("CLIENT");
    await post("/api/reclamos", { titulo: "Muy privado" });
    const statements = app.logs.filter(({ message }) => message === "query");
    const claims = statements.filter(({ sql }) => /INSERT INTO .*claims/i.test(String(sql)));
    expect(claims).toHaveLength(1);
    expect(JSON.stringify(statements)).not.toContain("Muy privado");
  }
  const off = await startApp();
  await off.as("CLIENT");
  expect(off.logs.filter(({ message }) => message === "query")).toEqual([]);
});

test("L001-61 an origin that is named may call; a foreign one gets no header, and a pattern stops the start", async () => {
  const variables = { CORS_ORIGINS: "https://app.example.com, https://two.example.com" };
  const { app } = await startApp({ variables });
  const ask = async (origin: string) =>
    (await app.inject({ url: "/api", headers: { origin } })).headers["access-control-allow-origin"];
  expect(await ask("https://app.example.com")).toBe("https://app.example.com");
  expect(await ask("https://two.example.com")).toBe("https://two.example.com");
  for (const origin of ["https://evil.example.com", "http://app.example.com", "null"]) {
    expect([origin, await ask(origin)]).toEqual([origin, undefined]);
  }
  for (const CORS_ORIGINS of ["*", "https://*.example.com", "example.com", "https://a.b/path"]) {
    expect(() => readConfig({ ...base, CORS_ORIGINS })).toThrow("is no origin");
  }
});

test("L001-68 behind TLS browsers are told to stay with it for a year, and not without", async () => {
  const header = async (variables: Record<string, string>) =>
    (await (await startApp({ variables })).get("/api")).headers["strict-transport-security"];
  expect(String(await header({ TLS: "1" }))).toMatch(/^max-age=31536000/);
  expect(await header({})).toBeUndefined();
});

test("R002-04, R002-05 two apps on throw-away databases take the same e-mail, open no port and leave no file", async () => {
  const account = { email: "test@example.com", password, nombre: "Test", apellido: "User" };
  const countServers = () =>
    process.getActiveResourcesInfo().filter((kind) => /TCPServer|PipeServer|UDP/.test(kind)).length;
  const before = countServers();
  const apps = [];
  for (let count = 0; count < 2; count++) {
    const DATABASE_URL = "sqlite+aiosqlite:///:memory:";
    const config = readConfig({ DATABASE_URL, JWT_SECRET: "x", LOG_LEVEL: "silent" });
    apps.push({ app: await buildApp(config), folder: dirname(config.database.url.slice(5)) });
  }
  for (const { app } of apps) {
    expect((await callerOf(app).post("/api/auth/register", account)).status).toBe(201);
    expect(app.server.listening).toBe(false);
    expect(countServers()).toBe(before);
  }
  expect(apps.map(({ folder }) => existsSync(folder))).toEqual([true, true]);
  for (const { app } of apps) await app.close();
  expect(apps.map(({ folder }) => existsSync(folder))).toEqual([false, false]);
});

test("C000-50 a session that was made on one replica is good on the other, and both are well", async () => {
  const one = await startApp();
  const two = await startApp({ database: one.database });
  const { username } = await one.as("ADMIN");
  const login = await one.post("/api/login", { username, password });
  const cookie = String(login.headers["set-cookie"]).split(";")[0]!;
  expect((await two.get("/api/session", { cookie })).body.username).toBe(username);
  for (const { get } of [one, two]) expect((await get("/health")).status).toBe(200);
});
