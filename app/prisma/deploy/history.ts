/** Which migrations a database has, and how it gets back to an earlier one. Knows no engine. */

import { readFileSync } from "node:fs";
import { join } from "node:path";

import { root } from "../../root.ts";
import { apply, MigrationError, type Place, stampRow, withSession } from "./deploy.ts";
import { listMigrations } from "./migrations.ts";
import type { Session } from "./session.ts";

export interface State {
  /** In order, each with the moment */
  applied: { name: string; at: string }[];
  pending: string[];
  /** Begun, and never finished */
  failed: string[];
  /** Changed since they were applied */
  edited: string[];
  /** Applied by another build */
  unknown: string[];
}

export function readState(place: Place): Promise<State> {
  return withSession(place, (session) => read(session, place));
}

/** The last ones, newest first; all of them by default. Gives their names. */
export async function revert(place: Place, count = Infinity): Promise<string[]> {
  return withSession(place, async (session) => {
    const { applied } = await read(session, place);
    const names = applied.map(({ name }) => name).reverse().slice(0, count);
    for (const name of names) await revertOne(session, place, name);
    return names;
  });
}

/** Forwards or back, until the named one is the last. Throws MigrationError. */
export async function goTo(place: Place, name: string): Promise<string[]> {
  const migrations = upTo(place, name);
  const wanted = new Set(migrations.map((migration) => migration.name));
  return withSession(place, async (session) => {
    const { applied } = await read(session, place);
    const after = applied.map((row) => row.name).filter((other) => !wanted.has(other));
    for (const other of after.reverse()) await revertOne(session, place, other);
    const done = [...after];
    for (const migration of migrations) {
      if (await apply(session, migration)) done.push(migration.name);
    }
    return done;
  });
}

/** Takes the named one, and those before it, for applied. Throws MigrationError. */
export async function stamp(place: Place, name: string): Promise<string[]> {
  const migrations = upTo(place, name);
  return withSession(place, async (session) => {
    const { pending } = await read(session, place);
    const fresh = migrations.filter((migration) => pending.includes(migration.name));
    for (const migration of fresh) {
      await session.exclusively(() => stampRow(session, migration));
    }
    return fresh.map((migration) => migration.name);
  });
}

async function revertOne(session: Session, { engine }: Place, name: string): Promise<void> {
  const file = join(root, "prisma/migrations", engine, name, "down.sql");
  let sql: string;
  try {
    sql = readFileSync(file, "utf8");
  } catch (cause) {
    throw new MigrationError(`Migration ${name} has no down.sql in this build.`, { cause });
  }
  await session.exclusively(async () => {
    await session.run(sql);
    await session.query("DELETE FROM _prisma_migrations WHERE migration_name = ?", [name]);
  });
}

/** Throws MigrationError. */
function upTo({ engine }: Place, name: string) {
  const migrations = listMigrations(engine);
  const index = migrations.findIndex((migration) => migration.name === name);
  if (index >= 0) return migrations.slice(0, index + 1);
  const names = migrations.map((migration) => migration.name).join(", ");
  throw new MigrationError(`There is no migration "${name}"; there are ${names}`);
}

async function read(session: Session, { engine }: Place): Promise<State> {
  const rows = await session.query(
    "SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY migration_name",
  );
  const found = new Map(rows.map((row) => [String(row["migration_name"]), row]));
  const migrations = listMigrations(engine);
  const known = new Set(migrations.map(({ name }) => name));
  const finished = [...found].filter(([, row]) => row["finished_at"] !== null);
  return {
    applied: finished.map(([name, row]) => ({ name, at: momentOf(row["finished_at"]) })),
    pending: migrations.map(({ name }) => name).filter((name) => !found.has(name)),
    failed: [...found].filter(([, row]) => row["finished_at"] === null).map(([name]) => name),
    edited: migrations
      .filter(({ name, checksum }) => (found.get(name)?.["checksum"] ?? checksum) !== checksum)
      .map(({ name }) => name),
    unknown: [...found.keys()].filter((name) => !known.has(name)),
  };
}

function momentOf(value: unknown): string {
  return value instanceof Date ? value.toISOString() : String(value);
}
