/** All migrations as one script, for who applies it by hand. Touches no database. */

import type { Engine } from "../schema.ts";
import { createTable } from "./deploy.ts";
import { listMigrations } from "./migrations.ts";

const moments = { sqlite: "DATETIME", postgresql: "TIMESTAMPTZ", mysql: "DATETIME(3)" } as const;

/** On a database that has none; the runner goes on from there. */
export function renderScript(engine: Engine): string {
  const parts = listMigrations(engine).map(({ name, sql, checksum }) =>
    [
      `-- ${name}`,
      sql.trim(),
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)`,
      `VALUES ('${checksum.slice(0, 36)}', '${checksum}', '${name}', CURRENT_TIMESTAMP, 1);`,
    ].join("\n"),
  );
  const begin = engine === "mysql" ? "START TRANSACTION;" : "BEGIN;";
  return [begin, `${createTable(moments[engine])};`, ...parts, "COMMIT;"].join("\n\n");
}
