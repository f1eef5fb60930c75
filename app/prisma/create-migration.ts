/**
 * Writes the next migration for each engine, from the models of the last one
 * (migrations/models.prisma) to those of today. node prisma/create-migration.ts NAME
 */

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { renderTables } from "./mysql-tables.ts";
import { type Engine, engines, readModels } from "./schema.ts";
import { diffModels } from "./schema-engine.ts";

const folder = join(import.meta.dirname, "migrations");
const snapshot = join(folder, "models.prisma");

const name = process.argv[2];
if (!name || !/^[a-z0-9_]+$/.test(name)) {
  console.error(
    "A migration has a name of small letters, digits and _: npm run migration -- add_loans",
  );
  process.exit(2);
}
const [before, after] = [readSnapshot(), readModels()];
const id = `${new Date().toISOString().replace(/\D/g, "").slice(0, 14)}_${name}`;
if (before === after) console.log("The models have not changed.");
else for (const engine of engines) await write(engine);
writeFileSync(snapshot, after);

async function write(engine: Engine): Promise<void> {
  const directory = join(folder, engine, id);
  const [up, down] = [await diff(engine, before, after), await diff(engine, after, before)];
  if (up === "") return;
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, "migration.sql"), up);
  writeFileSync(join(directory, "down.sql"), down);
  console.log(`prisma/migrations/${engine}/${id}`);
}

async function diff(engine: Engine, from: string, to: string): Promise<string> {
  return engine === "mysql" ? diffTables(from, to) : diffModels(engine, from, to);
}

/**
 * New and removed tables are written; a changed one is for a person to write, and the tests
 * compare the outcome.
 */
async function diffTables(from: string, to: string): Promise<string> {
  const [old, next] = [await renderTables(from), await renderTables(to)];
  const added = [...next].filter(([table]) => !old.has(table)).map(([, sql]) => sql);
  const removed = [...old.keys()].filter((table) => !next.has(table));
  const changed = [...next].filter(
    ([table, sql]) => old.has(table) && JSON.stringify(old.get(table)) !== JSON.stringify(sql),
  );
  return [
    ...changed.map(
      ([table, sql]) =>
        `-- TODO by hand: ALTER TABLE ${table}, which must become\n${commentOut([sql.table, ...sql.keys].join("\n"))}`,
    ),
    ...added.map((sql) => sql.table),
    ...added.flatMap((sql) => sql.keys),
    ...(removed.length
      ? [
          `-- DropTable\nSET FOREIGN_KEY_CHECKS = 0;\n${removed.map((table) => `DROP TABLE \`${table}\`;`).join("\n")}\nSET FOREIGN_KEY_CHECKS = 1;`,
        ]
      : []),
  ]
    .map((part) => `${part}\n`)
    .join("\n");
}

function commentOut(sql: string): string {
  return sql.replace(/^/gm, "-- ");
}

function readSnapshot(): string {
  try {
    return readFileSync(snapshot, "utf8");
  } catch {
    return "";
  }
}
