/** The same promises on PostgreSQL, whose time zone is not UTC. */

import { connect, createServer } from "node:net";

import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";

import { type MakeDatabase, makeOn } from "./databases.ts";
import { startApp } from "./helper.ts";
import { run } from "./processes.ts";
import { freePort, missing, type Server, startPostgresql } from "./servers.ts";
import { describeApiTokens } from "./suites/api-tokens.ts";
import { describeAuth } from "./suites/auth.ts";
import { describeCases } from "./suites/cases.ts";
import { describeClaims } from "./suites/claims.ts";
import { describeContact } from "./suites/contact.ts";
import { describeDashboard } from "./suites/dashboard.ts";
import { describeHistory } from "./suites/history.ts";
import { describeIdempotency } from "./suites/idempotency.ts";
import { describeIntegrations } from "./suites/integrations.ts";
import { describeLoans } from "./suites/loans.ts";
import { describeMigrate } from "./suites/migrate.ts";
import { describeMigrations } from "./suites/migrations.ts";
import { describeOutbox } from "./suites/outbox.ts";
import { describeSessions } from "./suites/sessions.ts";
import { describeWork } from "./suites/work.ts";

const secrets = { NODE_ENV: "production", INIT_ADMIN_PASSWORD: "a long password for admin" };

describe.skipIf(missing.postgresql)(`on PostgreSQL${missing.postgresql}`, () => {
  let server: Server;
  beforeAll(async () => {
    server = await startPostgresql();
  });
  afterAll(() => server.stop());

  const make: MakeDatabase = (options) => makeOn(server)(options);
  test("C000-70, C000-77 with the database stopped /health/ gives 503 as reads do, and /livez 200", async () => {
    const own = await startPostgresql();
    const database = await makeOn(own)();
    const { get, as } = await startApp({ database });
    const admin = await as("ADMIN");
    expect((await get("/health/")).status).toBe(200);
    expect((await admin.get("/api/v1/cases")).status).toBe(200);
    await own.stop();
    for (const path of ["/api/v1/cases", "/api/reclamos/1"]) {
      expect(await admin.get(path)).toMatchObject({ status: 503, body: { error: "unavailable" } });
    }
    expect(await get("/health/")).toMatchObject({
      status: 503,
      body: { status: "unavailable", checks: { database: "unavailable" } },
    });
    expect(await get("/livez")).toMatchObject({ status: 200, body: { status: "ok" } });
    expect(await get("/api/reclamos")).toMatchObject({ status: 401 });
  });

  test("N003-138 init-prod-db starts before its database is up, and ends with 0; a second time changes nothing", async () => {
    const { url } = await makeOn(server)({ empty: true });
    const [real, late] = [new URL(url), new URL(url)];
    const listener = createServer((socket) => {
      const onward = connect(Number(real.port), real.hostname);
      socket.pipe(onward).pipe(socket);
      for (const end of [socket, onward]) end.on("error", () => socket.destroy());
    });
    const port = await freePort();
    late.port = String(port);
    const init = () => run("jobs", { DATABASE_URL: late.href, ...secrets }, "init-prod-db");
    const first = init();
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    listener.listen(port, "127.0.0.1");
    onTestFinished(() => void listener.close());
    const { code, stdout } = await first;
    expect([code, JSON.parse(stdout)]).toMatchObject([0, { users: 1 }]);
    expect(JSON.parse((await init()).stdout)).toMatchObject({ migrations: [], users: 0 });
  });

  describe("accounts", () => describeAuth(make));
  describe("keys", () => describeApiTokens(make));
  describe("sessions", () => describeSessions(make));
  describe("claims", () => describeClaims(make));
  describe("cases", () => describeCases(make));
  describe("work on cases", () => describeWork(make));
  describe("dashboard", () => describeDashboard(make));
  describe("contact", () => describeContact(make));
  describe("operations", () => describeIntegrations(make));
  describe("history", () => describeHistory(make));
  describe("loans", () => describeLoans(make));
  describe("requests that come twice", () => describeIdempotency(make));
  describe("outbox", () => describeOutbox(make));
  describe("migrate", () => describeMigrate(make));
  describe("migrations", () => describeMigrations(make));
});
