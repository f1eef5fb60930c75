/** Whether the database answers and has every migration that this build knows. */

import { listMigrations } from "../prisma/deploy/migrations.ts";
import type { Engine } from "../prisma/schema.ts";
import type { Database } from "./open-database.ts";

export type DatabaseState = "ok" | "pending migrations" | "unavailable";

const newest = new Map<Engine, string>();

export async function checkDatabase(db: Database, engine: Engine): Promise<DatabaseState> {
  if (!newest.has(engine)) newest.set(engine, listMigrations(engine).at(-1)!.name);
  const name = newest.get(engine);
  try {
    const rows = await db.$queryRaw<unknown[]>`
      select migration_name from _prisma_migrations
      where migration_name = ${name} and finished_at is not null`;
    return rows.length > 0 ? "ok" : "pending migrations";
  } catch (error) {
    return isWithoutTable(error) ? "pending migrations" : "unavailable";
  }
}

/** Each engine says in its own words that there is no such table. */
function isWithoutTable(error: unknown): boolean {
  const { meta } = error as { meta?: unknown };
  const text = `${String(error)} ${JSON.stringify(meta ?? "")}`;
  return text.includes("_prisma_migrations") && /exist|no such table/i.test(text);
}
