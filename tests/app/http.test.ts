/** What every answer has in common: headers, ids, the one error body, logs, access rules. */

import { describe, expect, test } from "vitest";

import type { Modules } from "../../app/app.ts";
import { readConfig } from "../../app/config/config.ts";
import { makeSqlite } from "./databases.ts";
import { startApp } from "./helper.ts";
import { rules } from "./rules.ts";

const failing: Modules = {
  failing: async (app) => {
    app.get("/fail", { config: { access: "public" } }, async () => {
      throw new Error("password=hunter2 at /srv/secret.ts");
    });
  },
};

test("N003-90, N003-91, N003-92 the protective headers are on an answer, a page, a 404 and a 500", async () => {
  const { get } = await startApp({ modules: failing });
  for (const [path, status] of [
    ["/docs", 200],
    ["/docs/json", 200],
    ["/nothing", 404],
    ["/fail", 500],
  ] as const) {
    const answer = await get(path);
    expect([path, answer.status]).toEqual([path, status]);
    expect(answer.headers).toMatchObject({
      "x-frame-options": "DENY",
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
    });
    expect(answer.headers["content-security-policy"]).toMatch(/default-src 'self'/);
    expect(answer.headers["content-security-policy"]).not.toMatch(/script-src[^;]*unsafe-inline/);
  }
});

describe("errors", () => {
  test("X39 have one body: a code, what is wrong, and the request's id", async () => {
    const { get, post } = await startApp();
    const answers = [
      [await get("/nothing"), 404, "not_found"],
      [await get("/api/reclamos"), 401, "unauthenticated"],
      [await get("/%zz"), 400, "invalid"],
      [await post("/api/auth/login", "{", { "content-type": "application/json" }), 400, "invalid"],
      [await post("/api/auth/login", "a", { "content-type": "text/csv" }), 415, "invalid"],
      [await post("/api/auth/login", { username: "x" }), 422, "unprocessable"],
    ] as const;
    for (const [{ status, body, headers }, expected, error] of answers) {
      expect([status, body.error, Object.keys(body).sort()]).toEqual([
        expected,
        error,
        ["detail", "error", "request_id"],
      ]);
      expect(body.request_id).toBe(headers["x-request-id"]);
    }
    expect(answers[5][0].body.detail).toEqual(["body must have required property 'password'"]);
  });

  test("N003-70 an unknown one is 500 with the request's id; its text and stack are in the log alone", async () => {
    const { get, logs } = await startApp({ modules: failing });
    const { status, body } = await get("/fail", { "x-request-id": "abc" });
    expect([status, body]).toEqual([
      500,
      { error: "internal", detail: "Internal error.", request_id: "abc" },
    ]);
    const line = logs.find(({ message }) => message === "request failed");
    expect(line).toMatchObject({
      level: "ERROR",
      request_id: "abc",
      err: { message: "password=hunter2 at /srv/secret.ts" },
    });
  });

  test("a busy or absent database is 503 with a time to try again", async () => {
    const { get } = await startApp({
      modules: {
        busy: async (app) => {
          app.get("/busy", { config: { access: "public" } }, async () => {
            throw Object.assign(new Error("timed out"), { code: "P1008" });
          });
        },
      },
    });
    const { status, headers, body } = await get("/busy");
    expect([status, headers["retry-after"], body.error]).toEqual([503, "1", "unavailable"]);
  });
});

describe("request ids and logs", () => {
  test("L001-42 a decent x-request-id is echoed and is in all lines of the request; another is replaced", async () => {
    const { get, logs } = await startApp();
    const good = "A-z_0.9".padEnd(64, "x");
    expect((await get("/api", { "x-request-id": good })).headers["x-request-id"]).toBe(good);
    for (const bad of ["", "a b", "é", "x".repeat(65), "a\tb"]) {
      expect((await get("/api", { "x-request-id": bad })).headers["x-request-id"]).toMatch(
        /^[0-9a-f-]{36}$/,
      );
    }
    expect(logs.filter(({ request_id: id }) => id === good).map(({ message }) => message)).toEqual([
      "request completed",
    ]);
  });

  test("R002-94 every line is a JSON object with timestamp, level and message", async () => {
    const { as, logs } = await startApp();
    const client = await as("CLIENT");
    await client.post("/api/reclamos", { titulo: "Uno" });
    for (const line of logs) {
      expect(line["timestamp"]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(line["level"]).toMatch(/^(INFO|WARN|ERROR)$/);
      expect(line["message"]).toEqual(expect.any(String));
    }
    expect(logs.find(({ route }) => route === "/api/reclamos")).toMatchObject({
      method: "POST",
      status: 201,
      user: client.username,
    });
  });

  test("no password, token or query string reaches the log", async () => {
    const { as, app, post, get, logs } = await startApp();
    const client = await as("CLIENT");
    await post("/api/auth/login", { username: "x", password: "hunter2" });
    await get("/api?token=hunter2", { authorization: "Bearer hunter2", cookie: "a=hunter2" });
    app.log.info(
      { body: { password: "hunter2", access: "hunter2" }, authorization: "hunter2" },
      "careless",
    );
    const text = JSON.stringify(logs);
    expect(text).toContain("careless");
    expect(text).not.toContain("hunter2");
    expect(text).not.toContain(client.token);
  });
});

describe("access", () => {
  test("an app with a route that does not say who may call it does not boot", async () => {
    const open: Modules = { open: async (app) => void app.get("/open", async () => "") };
    await expect(startApp({ modules: open })).rejects.toThrow(
      "these routes do not say who may call them (config.access): GET /open, HEAD /open",
    );
  });

  test("the role counts that the user has now, not the one at login", async () => {
    const { as, db } = await startApp();
    const { id, get } = await as("ADMIN");
    await db.user.update({ where: { id }, data: { role: "USER" } });
    expect((await get("/admin/audit/auditlog")).status).toBe(403);
  });

  test("/metrics is for private networks alone", async () => {
    const { app, get } = await startApp();
    await get("/api/reclamos/17");
    const ask = async (remoteAddress: string, headers = {}) =>
      (await app.inject({ url: "/metrics", remoteAddress, headers })).statusCode;
    expect(
      await Promise.all(
        ["127.0.0.1", "10.1.2.3", "::1", "::ffff:192.168.0.9"].map((address) => ask(address)),
      ),
    ).toEqual([200, 200, 200, 200]);
    expect(
      await Promise.all(
        ["203.0.113.9", "2001:db8::1", "172.32.0.1"].map((address) => ask(address)),
      ),
    ).toEqual([404, 404, 404]);
    expect(await ask("127.0.0.1", { "x-forwarded-for": "203.0.113.9" })).toBe(404);
    const { body } = await get("/metrics");
    expect(body).toContain("route=\"/api/reclamos/:id\",status=\"401\"");
    expect(body).toContain("outbox_tasks{state=\"waiting\"} 0");
  });
});

test("INTERNAL_PATHS are for private networks alone, with all below them and however they are spelt", async () => {
  const { app } = await startApp({ variables: { INTERNAL_PATHS: "/docs, /api/reclamos/,/api/loans/7" } });
  const outside = { "x-forwarded-for": "203.0.113.9" };
  const ask = async (url: string, headers = {}) => (await app.inject({ url, headers })).statusCode;
  const closed = [
    ...["/docs/json", "/docs/json?a=1", "/%64ocs/json", "/api/reclamos", "/api/reclamos/"],
    ...["/api/reclamos/17", "/api/reclamos?page=1", "/api/loans/%37"],
  ];
  for (const path of closed) {
    expect([path, await ask(path, outside)]).toEqual([path, 404]);
    expect([path, await ask(path)]).not.toEqual([path, 404]);
  }
  for (const path of ["/health", "/api/", "/api/loans/8", "/docsx"]) {
    expect([path, await ask(path, outside)]).toEqual([path, await ask(path)]);
  }
  expect(() => readConfig({ INTERNAL_PATHS: "metrics" })).toThrow("INTERNAL_PATHS");
});

test("X18 a slash at the end changes nothing, and bodies survive", async () => {
  const { as, post } = await startApp();
  const { username, get } = await as("GESTOR");
  for (const path of ["/api/auth/token", "/api/auth/token/"]) {
    expect((await post(path, { username, password: "Test123!" })).status).toBe(200);
  }
  for (const path of ["/api/reclamos", "/api/reclamos/"]) {
    expect((await get(path)).status).toBe(200);
  }
});

test("the OpenAPI description at /docs names every route, with the error body", async () => {
  const { get } = await startApp();
  const { body } = await get("/docs/json");
  expect(body.openapi).toMatch(/^3/);
  const paths = new Set(rules.map(([, path]) => path));
  expect(Object.keys(body.paths).sort()).toEqual([...paths].sort());
  const errors =
    body.paths["/api/reclamos"].post.responses["4XX"].content["application/json"].schema;
  expect(Object.keys(errors.properties)).toEqual(["error", "detail", "request_id"]);
});

test("L001-35, N003-11 GET /api/ shows name and version to anyone", async () => {
  const { get } = await startApp();
  expect(await get("/api/")).toMatchObject({
    status: 200,
    body: { name: "andamio-app", version: "1.1.0" },
  });
});

test("N003-05 two apps do not share state", async () => {
  const [one, two] = [await startApp(), await startApp({ make: makeSqlite })];
  await (await one.as("CLIENT")).post("/api/reclamos", { titulo: "Uno" });
  expect([
    await one.db.claim.count(),
    await two.db.claim.count(),
    await two.db.user.count(),
  ]).toEqual([1, 0, 0]);
});

test("a throw-away database has its tables from the start", async () => {
  const database = {
    engine: "sqlite" as const,
    url: "sqlite+aiosqlite:///:memory:",
    drop: () => Promise.resolve(),
  };
  const { as, get } = await startApp({ database });
  expect((await get("/health")).status).toBe(200);
  expect((await (await as("CLIENT")).post("/api/reclamos", { titulo: "Uno" })).status).toBe(201);
});
