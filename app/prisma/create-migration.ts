/**
 * Writes the next migration for each engine, from the models of the last one
 * (migrations/models.prisma) to those of today.
 */

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { renderTables } from "./mysql-tables.ts";
import { type Engine, engines, readModels } from "./schema.ts";
import { diffModels } from "./schema-engine.ts";

const folder = join(import.meta.dirname, "migrations");
const snapshot = join(folder, "models.prisma");

/** Gives the folders that it made: none when the models have not changed. */
export async function createMigration(name: string): Promise<string[]> {
  const [before, after] = [readSnapshot(), readModels()];
  const id = `${new Date().toISOString().replace(/\D/g, "").slice(0, 14)}_${name}`;
  const made: string[] = [];
  if (before === after) return made;
  for (const engine of engines) {
    const [up, down] = [await diff(engine, before, after), await diff(engine, after, before)];
    if (up === "") continue;
    const directory = join(folder, engine, id);
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, "migration.sql"), up);
    writeFileSync(join(directory, "down.sql"), down);
    made.push(`prisma/migrations/${engine}/${id}`);
  }
  writeFileSync(snapshot, after);
  return made;
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
