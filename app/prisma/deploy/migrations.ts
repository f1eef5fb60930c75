/** The migrations of this build, as they lie in prisma/migrations/ENGINE. */

import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { root } from "../../root.ts";
import type { Engine } from "../schema.ts";

export interface Migration {
  name: string;
  sql: string;
  checksum: string;
}

export function listMigrations(
  engine: Engine,
  folder = join(root, "prisma/migrations"),
): Migration[] {
  const names = readdirSync(join(folder, engine), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  return names.map((name) => {
    const sql = readFileSync(join(folder, engine, name, "migration.sql"), "utf8");
    return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
  });
}
