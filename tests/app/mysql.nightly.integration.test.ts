/** The same promises on MariaDB. */

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type MakeDatabase, makeOn } from "./databases.ts";
import { startApp } from "./helper.ts";
import { missing, type Server, startMysql } from "./servers.ts";
import { describeEvery } from "./suites/every.ts";

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

  test("L001-06 the server is started with utf8mb4, and a character of four bytes comes back as it was", async () => {
    const { db } = await startApp({ make });
    const [row] = await db.$queryRaw<{ charset: string }[]>`select @@character_set_server as charset`;
    expect(row).toEqual({ charset: "utf8mb4" });
    await db.cartera.create({ data: { name: "🏦 ñ" } });
    expect(await db.cartera.findFirst({ where: { name: "🏦 ñ" } })).toMatchObject({ name: "🏦 ñ" });
  });

  describeEvery(make);
});
