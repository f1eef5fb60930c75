// The same promises on PostgreSQL, whose time zone is not UTC.
import { afterAll, beforeAll, describe } from "vitest";
import { type MakeDatabase, makeOn } from "./databases.ts";
import { missing, type Server, startPostgresql } from "./servers.ts";
import { describeAuth } from "./suites/auth.ts";
import { describeClaims } from "./suites/claims.ts";
import { describeMigrations } from "./suites/migrations.ts";
import { describeOutbox } from "./suites/outbox.ts";

describe.skipIf(missing.postgresql)(`on PostgreSQL${missing.postgresql}`, () => {
  let server: Server;
  beforeAll(async () => {
    server = await startPostgresql();
  });
  afterAll(() => server.stop());

  const make: MakeDatabase = (options) => makeOn(server)(options);
  describe("accounts", () => describeAuth(make));
  describe("claims", () => describeClaims(make));
  describe("outbox", () => describeOutbox(make));
  describe("migrations", () => describeMigrations(make));
});
