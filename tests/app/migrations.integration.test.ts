/** Migrations on SQLite; the deployers are processes. */

import { expect, test } from "vitest";

import { deploy } from "../../app/prisma/deploy/deploy.ts";
import { openSqlite } from "../../app/prisma/deploy/sqlite.ts";
import { makeSqlite } from "./databases.ts";
import { describeMigrate } from "./suites/migrate.ts";
import { describeMigrations } from "./suites/migrations.ts";

describeMigrations(makeSqlite);
describeMigrate(makeSqlite);

const migration = (name: string, sql: string) => ({ name, sql, checksum: name });
const family = migration(
  "1_family",
  `
  CREATE TABLE parent (id INTEGER PRIMARY KEY);
  CREATE TABLE child (parent_id INTEGER REFERENCES parent(id) ON DELETE CASCADE);
  INSERT INTO parent VALUES (1);
  INSERT INTO child VALUES (1);`,
);

test("a table that is made anew keeps the rows that refer to it", async () => {
  const { url } = await makeSqlite({ empty: true });
  const anew = migration(
    "2_anew",
    "CREATE TABLE new (id INTEGER PRIMARY KEY, more TEXT); INSERT INTO new (id) SELECT id FROM parent; DROP TABLE parent; ALTER TABLE new RENAME TO parent;",
  );
  await deploy({ engine: "sqlite", url }, [family, anew]);
  const session = await openSqlite(url);
  expect(await session.query("SELECT count(*) AS count FROM child")).toEqual([{ count: 1 }]);
  await session.close();
});

test("one that leaves rows which refer to nothing fails", async () => {
  const { url } = await makeSqlite({ empty: true });
  await expect(
    deploy({ engine: "sqlite", url }, [family, migration("2_orphans", "DELETE FROM parent")]),
  ).rejects.toThrow("rows would refer to nothing");
});
