/** The same promises on MariaDB. */

import { afterAll, beforeAll, describe } from "vitest";

import { type MakeDatabase, makeOn } from "./databases.ts";
import { missing, type Server, startMysql } from "./servers.ts";
import { describeAuth } from "./suites/auth.ts";
import { describeClaims } from "./suites/claims.ts";
import { describeMigrations } from "./suites/migrations.ts";
import { describeOutbox } from "./suites/outbox.ts";

describe.skipIf(missing.mysql)(`on MariaDB${missing.mysql}`, () => {
  let server: Server;
  beforeAll(async () => {
    server = await startMysql();
  });
  afterAll(() => server.stop());

  const make: MakeDatabase = (options) => makeOn(server)(options);
  describe("accounts", () => describeAuth(make));
  describe("claims", () => describeClaims(make));
  describe("outbox", () => describeOutbox(make));
  describe("migrations", () => describeMigrations(make));
});
