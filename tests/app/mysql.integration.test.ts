/** The same promises on MariaDB. */

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type MakeDatabase, makeOn } from "./databases.ts";
import { startApp } from "./helper.ts";
import { missing, type Server, startMysql } from "./servers.ts";
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

describe.skipIf(missing.mysql)(`on MariaDB${missing.mysql}`, () => {
  let server: Server;
  beforeAll(async () => {
    server = await startMysql();
  });
  afterAll(() => server.stop());

  const make: MakeDatabase = (options) => makeOn(server)(options);
  test("L001-05 a connection of the app is strict: a value that is too long is refused, not cut", async () => {
    const { db } = await startApp({ make });
    const [row] = await db.$queryRaw<{ mode: string }[]>`select @@sql_mode as mode`;
    expect(row!.mode).toContain("STRICT_TRANS_TABLES");
    await expect(db.cartera.create({ data: { name: "x".repeat(101) } })).rejects.toMatchObject({
      code: "P2000",
    });
    expect(await db.cartera.count()).toBe(3);
  });

  test("a character of four bytes comes back as it was", async () => {
    const { db } = await startApp({ make });
    await db.cartera.create({ data: { name: "🏦 ñ" } });
    expect(await db.cartera.findFirst({ where: { name: "🏦 ñ" } })).toMatchObject({ name: "🏦 ñ" });
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
