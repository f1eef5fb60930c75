/**
 * Brings a database to the newest migration: each once, in order, whoever else tries at the same
 * time. Knows no engine.
 */

import { randomUUID } from "node:crypto";

import type { DatabaseConfig } from "../../config/database-url.ts";
import type { Engine } from "../schema.ts";
import { foldCases } from "./fold-cases.ts";
import { listMigrations, type Migration } from "./migrations.ts";
import { openMysql } from "./mysql.ts";
import { openPostgresql } from "./postgresql.ts";
import type { Session } from "./session.ts";
import { openSqlite } from "./sqlite.ts";

const openers = {
  sqlite: openSqlite,
  postgresql: openPostgresql,
  mysql: openMysql,
} satisfies Record<Engine, (url: string) => Promise<Session>>;

export function openSession({
  engine,
  url,
}: Pick<DatabaseConfig, "engine" | "url">): Promise<Session> {
  return openers[engine](url);
}

/** What a person can mend: told without a stack. */
export class MigrationError extends Error {
  override readonly name = "MigrationError";
}

/** Which database */
export type Place = Pick<DatabaseConfig, "engine" | "url">;

/** With the runner's own table; closed at the end. */
export async function withSession<T>(
  place: Place,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const session = await openSession(place);
  try {
    await session.exclusively(() => session.run(createTable(session.moment)));
    return await work(session);
  } finally {
    await session.close();
  }
}

/** Names of the migrations that this call applied. Throws MigrationError. */
export async function deploy(
  place: Place,
  migrations = listMigrations(place.engine),
): Promise<string[]> {
  return withSession(place, async (session) => {
    const applied: string[] = [];
    for (const migration of migrations) {
      if (await apply(session, migration)) applied.push(migration.name);
    }
    if (migrations.some(({ name }) => name.endsWith("_add_search_text"))) await foldCases(session);
    return applied;
  });
}

/**
 * Forgets failed migrations, once a person has made sure that nothing of them is left, so that the
 * next deploy tries again; takes edited ones as they are now. Gives their names.
 */
export async function repair(
  place: Place,
  migrations = listMigrations(place.engine),
): Promise<string[]> {
  return withSession(place, (session) =>
    session.exclusively(async () => {
      // scan: allow sql-injection, only what is written here is put together
      const unfinished = "finished_at IS NULL AND rolled_back_at IS NULL";
      const names = await select(session, unfinished);
      await session.query(
        `UPDATE _prisma_migrations SET rolled_back_at = ? WHERE ${unfinished}`,
        [now()],
      );
      for (const { name, checksum } of migrations) {
        const edited = "migration_name = ? AND checksum <> ? AND rolled_back_at IS NULL";
        names.push(...(await select(session, edited, [name, checksum])));
        await session.query(
          `UPDATE _prisma_migrations SET checksum = ? WHERE ${edited}`,
          [checksum, name, checksum],
        );
      }
      return names;
    }),
  );
}

async function select(session: Session, where: string, parameters: string[] = []) {
  // scan: allow sql-injection, only conditions of this file are put in
  const rows = await session.query(
    `SELECT migration_name FROM _prisma_migrations WHERE ${where}`,
    parameters,
  );
  return rows.map((row) => String(row["migration_name"]));
}

/** Whether it was applied now. */
export async function apply(session: Session, migration: Migration): Promise<boolean> {
  const id = randomUUID();
  let mine = false;
  try {
    return await session.exclusively(async () => {
      if (await isApplied(session, migration)) return false;
      mine = true;
      await insert(session, id, migration, "");
      await session.run(migration.sql);
      await finish(session, id);
      return true;
    });
  } catch (error) {
    if (!mine) throw error;
    await recordFailure(session, id, migration, String(error));
    throw new MigrationError(
      `Migration ${migration.name} failed: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}

/** As if it had been applied */
export async function stampRow(session: Session, migration: Migration): Promise<void> {
  const id = randomUUID();
  await insert(session, id, migration, "");
  await finish(session, id);
}

async function finish(session: Session, id: string): Promise<void> {
  await session.query(
    "UPDATE _prisma_migrations SET finished_at = ?, applied_steps_count = 1 WHERE id = ?",
    [now(), id],
  );
}

async function isApplied(session: Session, { name, checksum }: Migration): Promise<boolean> {
  const [row] = await session.query(
    "SELECT checksum, finished_at, logs FROM _prisma_migrations WHERE migration_name = ? AND rolled_back_at IS NULL",
    [name],
  );
  if (!row) return false;
  if (row["finished_at"] === null) {
    throw new MigrationError(
      `Migration ${name} failed earlier, and nothing goes on before it is mended: ${String(row["logs"] ?? "")}\nWhen nothing of it is left in the database: node dist/migrate.js repair --yes`,
    );
  }
  if (row["checksum"] !== checksum) {
    throw new MigrationError(
      `Migration ${name} was edited after it had been applied. Put it back, and write a new one.`,
    );
  }
  return true;
}

/** Where the transaction took back the row of the attempt, it is written again. */
async function recordFailure(
  session: Session,
  id: string,
  migration: Migration,
  logs: string,
): Promise<void> {
  await session.exclusively(async () => {
    const [row] = await session.query("SELECT id FROM _prisma_migrations WHERE id = ?", [id]);
    if (row) await session.query("UPDATE _prisma_migrations SET logs = ? WHERE id = ?", [logs, id]);
    else await insert(session, id, migration, logs);
  });
}

async function insert(
  session: Session,
  id: string,
  { name, checksum }: Migration,
  logs: string,
): Promise<void> {
  await session.query(
    "INSERT INTO _prisma_migrations (id, checksum, migration_name, logs, started_at) VALUES (?, ?, ?, ?, ?)",
    [id, checksum, name, logs, now()],
  );
}

/** Text that all three engines read as a moment in UTC. */
function now(): string {
  return new Date().toISOString().replace("T", " ").replace("Z", "");
}

export function createTable(moment: string): string {
  return `CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum VARCHAR(64) NOT NULL,
    finished_at ${moment},
    migration_name VARCHAR(255) NOT NULL,
    logs TEXT,
    rolled_back_at ${moment},
    started_at ${moment} NOT NULL DEFAULT CURRENT_TIMESTAMP${moment === "DATETIME(3)" ? "(3)" : ""},
    applied_steps_count INTEGER NOT NULL DEFAULT 0
  )`;
}
