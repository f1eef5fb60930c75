/** Reads of PostgreSQL, many at once over a few connections. */

import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";

import { type Database, openDatabase } from "../../app/database/open-database.ts";
import { readRows } from "../../app/database/read-rows.ts";
import { Prisma } from "../../app/generated/postgresql/client.ts";
import { makeOn, type TestDatabase } from "./databases.ts";
import { until } from "./helper.ts";
import { missing, type Server, startPostgresql } from "./servers.ts";

const { sql } = Prisma;

describe.skipIf(missing.postgresql)(`reads of PostgreSQL${missing.postgresql}`, () => {
  let server: Server;
  let database: TestDatabase;
  let db: Database;

  beforeAll(async () => {
    server = await startPostgresql(); // its time zone is not UTC
  });
  beforeEach(async () => {
    database = await makeOn(server)();
    db = await openDatabase({ ...database, source: "", throwaway: false });
    onTestFinished(() => db.$disconnect());
  });
  afterAll(() => server.stop());

  test("give moments, big numbers and nothing as Prisma gives them", async () => {
    await db.claim.create({
      data: { numero: "R-1", titulo: "Ñandú \"'\\", user: { create: { username: "ana", passwordHash: "", role: "CLIENT" } } },
    });
    const [claim] = await db.claim.findMany();
    const { createdAt, titulo, descripcion } = claim!;
    const read = await readRows(
      db,
      sql`select created_at as "createdAt", titulo, descripcion, null as none,
        ${9_007_199_254_740_993n}::bigint as big from claims where created_at = ${createdAt} and titulo = ${titulo}`,
    );
    const big = 9_007_199_254_740_993n;
    expect(read).toEqual([{ createdAt, titulo, descripcion, none: null, big }]);
  });

  test("each of many at once gets its own answer, over four connections at most; one that fails harms no other", async () => {
    const reads = Array.from({ length: 200 }, (_, index) =>
      index === 77
        ? readRows(db, sql`select ${index}::int / 0 as n`)
        : readRows(db, sql`select ${index}::int as n, pg_backend_pid() as pid`),
    );
    const found = await Promise.allSettled(reads);
    const used = new Set<number>();
    for (const [index, one] of found.entries()) {
      if (index === 77) {
        expect(one).toMatchObject({ status: "rejected", reason: { code: "22012" } });
        continue;
      }
      expect(one).toMatchObject({ status: "fulfilled", value: [{ n: index }] });
      if (one.status === "fulfilled") used.add((one.value as { pid: number }[])[0]!.pid);
    }
    expect(used.size).toBeGreaterThan(1);
    expect(used.size).toBeLessThanOrEqual(4);
  });

  test("one that takes long holds up none that comes after it", async () => {
    let isOver = false;
    const slow = readRows(db, sql`select pg_sleep(3)`).finally(() => (isOver = true));
    for (let count = 0; count < 3; count++) await readRows(db, sql`select 1`);
    expect(isOver).toBe(false);
    await slow;
  });

  test("go on when a migration changes the type of a column that they read", async () => {
    const read = () => readRows(db, sql`select titulo, estado from claims`);
    await read();
    await db.$executeRawUnsafe("alter table claims alter column titulo type varchar(900)");
    await db.$executeRawUnsafe("alter table claims alter column estado type varchar(900)");
    expect(await Promise.all([read(), read(), read()])).toEqual([[], [], []]);
  });

  test("what was asked of a connection that ends is told as an outage, and the next read has a new one", async () => {
    const waiting = readRows(db, sql`select pg_sleep(30)`).catch((error: unknown) => error);
    const end = () => db.$queryRaw<unknown[]>`select pg_terminate_backend(pid) from pg_stat_activity
      where query = 'select pg_sleep(30)' and state = 'active'`;
    await until(async () => (await end()).length > 0, "the read to be there");
    expect(await waiting).toMatchObject({ code: "unavailable", retryAfter: 1 });
    expect(await readRows(db, sql`select 1 as one`)).toEqual([{ one: 1 }]);
    await server.crash();
    await until(() => readRows(db, sql`select 2 as two`).then(() => true, () => false), "the next read");
  });

  test("no connection is left when the database is closed", async () => {
    await Promise.all([1, 2, 3].map(() => readRows(db, sql`select 1`)));
    await db.$disconnect();
    const other = await openDatabase({ ...database, source: "", throwaway: false });
    onTestFinished(() => other.$disconnect());
    await until(async () => {
      const [row] = await other.$queryRaw<{ count: bigint }[]>`
        select count(*) from pg_stat_activity where datname = current_database()`;
      return row!.count === 1n;
    }, "the connections to end");
  });
});
