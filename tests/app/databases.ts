/**
 * A database of its own for each app under test: a copy of one that was migrated once. KEEP_DB=1
 * keeps them and says where.
 */

import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { deploy } from "../../app/prisma/deploy/deploy.ts";
import type { Engine } from "../../app/prisma/schema.ts";
import { root } from "../../app/root.ts";
import type { Server } from "./servers.ts";

execFileSync(process.execPath, [join(root, "prisma/generate.ts")], { stdio: "inherit" }); // does nothing when up to date

export const keep = process.env["KEEP_DB"] === "1";

export interface TestDatabase {
  engine: Engine;
  url: string;
  drop(): Promise<void>;
}

/** Makes databases, migrated unless they shall be empty. */
export type MakeDatabase = (options?: { empty?: boolean }) => Promise<TestDatabase>;

const folder = mkdtempSync(join(tmpdir(), "app-test-"));
process.once("exit", () => {
  if (!keep) rmSync(folder, { recursive: true, force: true });
});
let count = 0;
let template: Promise<string> | undefined;

export const makeSqlite: MakeDatabase = async ({ empty = false } = {}) => {
  const file = join(folder, `${++count}.sqlite3`);
  if (!empty) copyFileSync(await (template ??= makeTemplate()), file);
  if (keep) console.log(`kept: ${file}`);
  return { engine: "sqlite", url: `file:${file}`, drop: () => Promise.resolve() };
};

async function makeTemplate(): Promise<string> {
  const file = join(folder, "template.sqlite3");
  await deploy({ engine: "sqlite", url: `file:${file}` });
  return file;
}

/** Databases on a running server. */
export function makeOn(server: Server): MakeDatabase {
  return async ({ empty = false } = {}) => {
    const name = `test_${process.pid}_${++count}`;
    await server.create(name);
    const database = { engine: server.engine, url: server.url(name) };
    if (!empty) await deploy(database);
    if (keep) console.log(`kept: ${database.url}`);
    return { ...database, drop: () => (keep ? Promise.resolve() : server.drop(name)) };
  };
}
