/** What the verbs of migrate promise, on whichever database. */

import { existsSync } from "node:fs";

import { expect, onTestFinished, test } from "vitest";

import { deploy, openSession } from "../../../app/prisma/deploy/deploy.ts";
import { listMigrations } from "../../../app/prisma/deploy/migrations.ts";
import type { MakeDatabase } from "../databases.ts";
import { run } from "../processes.ts";

/** An empty database, and how the verbs are called on it. */
async function start(make: MakeDatabase) {
  const database = await make({ empty: true });
  onTestFinished(() => database.drop());
  const names = listMigrations(database.engine).map(({ name }) => name);
  const migrate = async (...args: string[]) => {
    const { code, stdout, stderr } = await run("migrate", { DATABASE_URL: database.url }, ...args);
    return { code, text: (stdout + stderr).trimEnd() };
  };
  const query = async (sql: string) => {
    const session = await openSession(database);
    return session.query(sql).finally(() => session.close());
  };
  return { database, names, migrate, query };
}

const list = (state: string, names: string[]) => names.map((name) => `${state}  ${name}`);

export function describeMigrate(make: MakeDatabase): void {
  test("C000-32, C000-33, L001-21 up makes all tables, a second one does nothing, and status tells what is applied and pending", async () => {
    const { names, migrate, query } = await start(make);
    expect((await migrate("status")).text.split("\n")).toEqual(list("pending", names));
    await expect(query("SELECT id FROM users")).rejects.toThrow();
    expect(JSON.parse((await migrate("up")).text).migrations).toEqual(names);
    expect(await query("SELECT id FROM users")).toEqual([]);
    expect(JSON.parse((await migrate()).text).migrations).toEqual([]);
    expect((await migrate("status")).text.split("\n")).toEqual(list("applied", names));
  });

  test("C000-34, R002-28 down takes so many back, to leaves later ones out, and zero leaves no table of the product", async () => {
    const { names, migrate, query } = await start(make);
    await migrate("up");
    expect(JSON.parse((await migrate("down", "--steps", "1")).text).migrations).toEqual([
      names.at(-1),
    ]);
    expect((await migrate("history")).text.split("\n").map((line) => line.split("  ")[1])).toEqual(
      names.slice(0, -1),
    );
    await migrate("to", names[0]!);
    expect((await migrate("status")).text.split("\n")).toEqual([
      ...list("applied", names.slice(0, 1)),
      ...list("pending", names.slice(1)),
    ]);
    await migrate("to", names[1]!);
    expect((await migrate("current")).text).toBe(names[1]);
    await migrate("zero");
    for (const table of ["users", "loans", "cases", "claims", "outbox"]) {
      await expect(query(`SELECT * FROM ${table}`)).rejects.toThrow();
    }
    expect((await migrate("current")).text).toBe("none");
  });

  test("C000-35, N003-84, N003-158 stamp takes one for applied and changes no table; current names the last one", async () => {
    const { names, migrate, query } = await start(make);
    expect(JSON.parse((await migrate("stamp", names[1]!)).text).migrations).toEqual(
      names.slice(0, 2),
    );
    await expect(query("SELECT id FROM users")).rejects.toThrow();
    expect((await migrate("current")).text).toBe(names[1]);
    expect((await migrate("status")).text).toContain(`applied  ${names[1]}`);
    expect(await migrate("stamp", "no_such")).toMatchObject({
      code: 1,
      text: expect.stringContaining("There is no migration"),
    });
  });

  test("C000-72 check counts what is pending and ends with 1, or with 0 when there is nothing", async () => {
    const { names, migrate } = await start(make);
    await migrate("to", names.at(-2)!);
    expect(await migrate("check")).toEqual({
      code: 1,
      text: "ERROR: Hay 1 migraciones pendientes",
    });
    await migrate("up");
    expect(await migrate("check")).toEqual({
      code: 0,
      text: "OK: No hay migraciones pendientes",
    });
  });

  test("R002-26 sql prints it all in one transaction and touches no database; who runs it by hand is up to date", async () => {
    const { database, migrate, query } = await start(make);
    const { text, code } = await migrate("sql");
    expect(code).toBe(0);
    expect(text).toMatch(/^(BEGIN|START TRANSACTION);[^]*COMMIT;$/);
    expect(text).not.toMatch(/\$\d|VALUES \(\?/);
    await expect(query("SELECT * FROM _prisma_migrations")).rejects.toThrow();
    const session = await openSession(database);
    await session.run(text).finally(() => session.close());
    expect(await deploy(database)).toEqual([]);
  });

  test("R002-27 a deployer ends by itself, and leaves no connection", async () => {
    const { database, migrate, query } = await start(make);
    expect((await migrate("up")).code).toBe(0);
    const others = {
      postgresql:
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
      mysql:
        "SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID()",
    };
    if (database.engine === "sqlite") {
      expect(existsSync(`${database.url.replace("file:", "")}-wal`)).toBe(false);
    } else expect(await query(others[database.engine])).toEqual([]);
  });

  test("N003-134 repair lists what is wrong, and stamps it when told so", async () => {
    const { names, migrate, query } = await start(make);
    await migrate("up");
    expect((await migrate("repair")).text).toBe("Nothing to repair");
    await query("UPDATE _prisma_migrations SET checksum = 'edited' WHERE applied_steps_count = 1");
    const { code, text } = await migrate("repair");
    expect([code, text.split("\n").slice(0, -1)]).toEqual([
      1,
      names.map((name) => `edited   ${name}`),
    ]);
    expect((await migrate("up")).code).toBe(1);
    expect(JSON.parse((await migrate("repair", "--yes")).text).migrations).toEqual(names);
    expect((await migrate("up")).code).toBe(0);
  });

  test("init-prod-db after which no administrator could sign in ends with 1, and says what is missing", async () => {
    const { database } = await start(make);
    const variables = { DATABASE_URL: database.url, INIT_GESTOR_PASSWORD: "a long password for gestor" };
    const { code, stderr } = await run("jobs", variables, "init-prod-db");
    expect([code, stderr]).toEqual([1, expect.stringContaining("set INIT_ADMIN_PASSWORD")]);
  });

  test("init-prod-db migrates and makes the users whose passwords are given; a second time changes nothing", async () => {
    const { database, names, query } = await start(make);
    const variables = {
      DATABASE_URL: database.url,
      NODE_ENV: "production",
      INIT_ADMIN_PASSWORD: "a long password for admin",
      INIT_GESTOR_PASSWORD: "a long password for gestor",
    };
    const first = await run("jobs", variables, "init-prod-db");
    expect([first.stderr, JSON.parse(first.stdout)]).toEqual([
      "",
      { job: "init-prod-db", migrations: names, users: 2 },
    ]);
    const data = async () => [
      await query("SELECT id, username, role, password_hash FROM users ORDER BY id"),
      await query("SELECT code FROM case_statuses ORDER BY id"),
      await query("SELECT name FROM carteras ORDER BY id"),
    ];
    const before = await data();
    expect(before.map((rows) => rows.length)).toEqual([2, 4, 3]);
    expect(JSON.parse((await run("jobs", variables, "init-prod-db")).stdout)).toMatchObject({
      migrations: [],
      users: 0,
    });
    expect(await data()).toEqual(before);
    const short = await run("jobs", { ...variables, INIT_USUARIO_PASSWORD: "x" }, "init-prod-db");
    expect([short.code, short.stderr]).toEqual([1, expect.stringContaining("at least 16")]);
  });
}
