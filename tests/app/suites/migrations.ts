/** What migrations promise, on whichever database. */

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, onTestFinished, test } from "vitest";

import { deploy, repair } from "../../../app/prisma/deploy/deploy.ts";
import { listMigrations, type Migration } from "../../../app/prisma/deploy/migrations.ts";
import { openMysql } from "../../../app/prisma/deploy/mysql.ts";
import { openPostgresql } from "../../../app/prisma/deploy/postgresql.ts";
import { openSqlite } from "../../../app/prisma/deploy/sqlite.ts";
import { describeDrift } from "../../../app/prisma/describe-drift.ts";
import { renderTables } from "../../../app/prisma/mysql-tables.ts";
import { readModels } from "../../../app/prisma/schema.ts";
import { root } from "../../../app/root.ts";
import type { MakeDatabase, TestDatabase } from "../databases.ts";
import { run } from "../processes.ts";

const openers = { sqlite: openSqlite, postgresql: openPostgresql, mysql: openMysql };

async function makeEmpty(make: MakeDatabase): Promise<TestDatabase> {
  const database = await make({ empty: true });
  onTestFinished(() => database.drop());
  return database;
}

function migration(name: string, sql: string): Migration {
  return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
}

async function query({ engine, url }: TestDatabase, sql: string) {
  const session = await openers[engine](url);
  return session.query(sql).finally(() => session.close());
}

export function describeMigrations(make: MakeDatabase): void {
  test("all of them, from an empty database, give exactly the models; a second time does nothing", async () => {
    const database = await makeEmpty(make);
    expect(await deploy(database)).toEqual(listMigrations(database.engine).map(({ name }) => name));
    expect(await deploy(database)).toEqual([]);
    if (database.engine === "mysql") await expectSameTables(database, await makeEmpty(make));
    else expect(await describeDrift(database.engine, database.url, readModels())).toBe("");
  });

  test("cases from before the folded search are found by it afterwards, and keep all that they were", async () => {
    const database = await makeEmpty(make);
    const all = listMigrations(database.engine);
    const older = all.filter(({ name }) => name < "20261128");
    expect(await deploy(database, older)).toHaveLength(all.length - 1);
    const names = Array.from({ length: 1_100 }, (_, index) => `Núñez ${index}`);
    const values = names.map((name) => `('Banco Óptimo', '${name}', 5, 1, '2026-01-01 00:00:00')`);
    const columns = "entity, debtor_name, amount, cartera_id, updated_at";
    await query(database, `INSERT INTO cases (${columns}) VALUES ${values.join()}`);
    const rows = () =>
      query(database, "SELECT id, entity, debtor_name, amount, updated_at FROM cases ORDER BY id");
    const before = await rows();
    await deploy(database);
    expect(await rows()).toEqual(before);
    const folded = "SELECT id FROM cases WHERE search_text LIKE 'nunez %banco optimo%'";
    expect(await query(database, folded)).toHaveLength(names.length);
    await query(database, `INSERT INTO cases (${columns}) VALUES ${values[0]}`); // by an older app
    expect(await deploy(database)).toEqual([]);
    expect(await query(database, folded)).toHaveLength(names.length + 1);
  });

  test("four deployers at once apply each once", async () => {
    const database = await makeEmpty(make);
    const variables = { DATABASE_URL: database.url };
    const ended = await Promise.all([1, 2, 3, 4].map(() => run("migrate", variables)));
    expect(ended.map(({ code, stderr }) => [code, stderr])).toEqual(Array(4).fill([0, ""]));
    const applied = ended.flatMap(
      ({ stdout }) => (JSON.parse(stdout) as { migrations: string[] }).migrations,
    );
    expect(applied.sort()).toEqual(listMigrations(database.engine).map(({ name }) => name));
  }, 60_000);

  test("N003-85 the rows that migrations insert can be inserted again, without an error or a double", async () => {
    const database = await makeEmpty(make);
    await deploy(database);
    const counts = async () => [
      await query(database, "SELECT code FROM case_statuses ORDER BY id"),
      await query(database, "SELECT name FROM carteras ORDER BY name"),
    ];
    const before = await counts();
    expect(before).toEqual([
      ["en_gestion", "promesa", "pagada", "incobrable"].map((code) => ({ code })),
      ["A", "B", "C"].map((name) => ({ name })),
    ]);
    const inserts = listMigrations(database.engine).flatMap(
      ({ sql }) => sql.match(/^INSERT .*$/gm) ?? [],
    );
    const session = await openers[database.engine](database.url);
    for (const insert of inserts) await session.run(insert);
    await session.close();
    expect([inserts.length, await counts()]).toEqual([2, before]);
  });

  test("X20 every down.sql undoes its migration, which can be applied again", async () => {
    const database = await makeEmpty(make);
    await deploy(database);
    const session = await openers[database.engine](database.url);
    for (const { name } of listMigrations(database.engine).reverse()) {
      await session.run(
        readFileSync(join(root, "prisma/migrations", database.engine, name, "down.sql"), "utf8"),
      );
    }
    await session.run("DELETE FROM _prisma_migrations");
    await session.close();
    await expect(query(database, "SELECT id FROM users")).rejects.toThrow();
    expect(await deploy(database)).not.toEqual([]);
  });

  describe("one that fails", () => {
    const good = migration("1_good", "CREATE TABLE good (id INTEGER)");
    const bad = migration(
      "2_bad",
      "CREATE TABLE half (id INTEGER); INSERT INTO nowhere VALUES (1)",
    );
    const later = migration("3_later", "CREATE TABLE later (id INTEGER)");

    test("blocks those after it, and every later deploy, saying what was wrong and what to do", async () => {
      const database = await makeEmpty(make);
      await expect(deploy(database, [good, bad, later])).rejects.toThrow(
        /^Migration 2_bad failed: .*nowhere/,
      );
      await expect(deploy(database, [good, bad, later])).rejects.toThrow(
        /^Migration 2_bad failed earlier[^]*nowhere[^]*node dist\/migrate.js repair --yes$/,
      );
      await expect(query(database, "SELECT id FROM later")).rejects.toThrow();
    });

    test("is tried again after a repair, and leaves nothing half done where the engine can take it back", async () => {
      const database = await makeEmpty(make);
      await expect(deploy(database, [good, bad])).rejects.toThrow();
      const half = query(database, "DROP TABLE half"); // on MySQL this is what a person does
      await (database.engine === "mysql" ? half : expect(half).rejects.toThrow());
      expect(await repair(database)).toEqual(["2_bad"]);
      const mended = migration("2_bad", "CREATE TABLE half (id INTEGER)");
      expect(await deploy(database, [good, mended, later])).toEqual(["2_bad", "3_later"]);
    });
  });

  test("one that was edited after it had been applied is refused", async () => {
    const database = await makeEmpty(make);
    await deploy(database, [migration("1_first", "CREATE TABLE first (id INTEGER)")]);
    await expect(
      deploy(database, [migration("1_first", "CREATE TABLE first (id INTEGER, more INTEGER)")]),
    ).rejects.toThrow("Migration 1_first was edited after it had been applied");
  });
}

/** Of MySQL: the migrated database against one made from the models alone. */
async function expectSameTables(migrated: TestDatabase, fresh: TestDatabase): Promise<void> {
  const tables = [...(await renderTables(readModels())).values()];
  const session = await openMysql(fresh.url);
  await session.run(
    [...tables.map(({ table }) => table), ...tables.flatMap(({ keys }) => keys)].join("\n"),
  );
  await session.close();
  const shape = async (database: TestDatabase) =>
    JSON.parse(
      JSON.stringify(
        [
          await query(
            database,
            "SELECT table_name t, column_name c, column_type ty, is_nullable n, column_default d, extra e FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name <> '_prisma_migrations' ORDER BY 1, 2",
          ),
          await query(
            database,
            "SELECT table_name t, index_name i, non_unique u, seq_in_index s, column_name c FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name <> '_prisma_migrations' ORDER BY 1, 2, 4",
          ),
          await query(
            database,
            "SELECT table_name t, constraint_name c, referenced_table_name r, delete_rule d, update_rule u FROM information_schema.referential_constraints WHERE constraint_schema = DATABASE() ORDER BY 1, 2",
          ),
        ],
        (_, value: unknown) => (typeof value === "bigint" ? Number(value) : value),
      ),
    ) as unknown;
  expect(await shape(migrated)).toEqual(await shape(fresh));
}
