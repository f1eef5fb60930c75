/** How migrations are made from a change of the models, and where their database comes from. */

import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { expect, onTestFinished, test } from "vitest";

import { openSession } from "../../app/prisma/deploy/deploy.ts";
import { root } from "../../app/root.ts";
import { makeSqlite } from "./databases.ts";
import { run } from "./processes.ts";

test("C000-31, R002-28 new makes a folder with SQL for each engine after a change of the models, and none without one", async () => {
  const copy = mkdtempSync(join(tmpdir(), "app-models-"));
  onTestFinished(() => rmSync(copy, { recursive: true }));
  for (const part of ["prisma", "config", "modules/collections/search-text.ts", "queue/names.ts", "migrate.ts", "root.ts", "package.json"]) {
    cpSync(join(root, part), join(copy, part), { recursive: true });
  }
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
  const make = async () =>
    (
      await promisify(execFile)(process.execPath, ["migrate.ts", "new", "-m", "add_note"], {
        cwd: copy,
      })
    ).stdout.trim();
  expect(await make()).toBe("The models have not changed.");
  const models = join(copy, "prisma/models.prisma");
  const before = readFileSync(models, "utf8");
  writeFileSync(models, `${before}\nmodel Note {\n  id Int @id @default(autoincrement())\n}\n`);
  expect((await make()).split("\n")).toHaveLength(3);
  for (const engine of ["sqlite", "postgresql", "mysql"]) {
    const folder = join(copy, "prisma/migrations", engine);
    const name = readdirSync(folder).find((entry) => entry.endsWith("_add_note"))!;
    expect(readFileSync(join(folder, name, "migration.sql"), "utf8")).toMatch(/CREATE TABLE .Note/);
    expect(readFileSync(join(folder, name, "down.sql"), "utf8")).toMatch(/DROP TABLE .Note/);
  }
  expect(await make()).toBe("The models have not changed.");
});

test("R002-25 the database is the one that DATABASE_URL names, and no file of the migrations names any", async () => {
  for (const database of [await makeSqlite({ empty: true }), await makeSqlite({ empty: true })]) {
    expect((await run("migrate", { DATABASE_URL: database.url })).code).toBe(0);
    const session = await openSession(database);
    expect(await session.query("SELECT count(*) AS count FROM users")).toEqual([{ count: 0 }]);
    await session.close();
  }
  const files = readdirSync(join(root, "prisma"), { recursive: true, encoding: "utf8" });
  const named = files
    .filter((file) => /\.(ts|sql|prisma|toml)$/.test(file))
    .filter((file) => /\w:\/\/\w+[:@]/.test(readFileSync(join(root, "prisma", file), "utf8")));
  expect(named).toEqual([]);
});
