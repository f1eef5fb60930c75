/**
 * A database of its own for each app under test, so that tests run side by side. KEEP_DB=1 keeps
 * them, says where, and lets the next run skip what can be used again.
 */

import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll } from "vitest";

import { deploy } from "../../app/prisma/deploy/deploy.ts";
import { listMigrations } from "../../app/prisma/deploy/migrations.ts";
import type { Engine } from "../../app/prisma/schema.ts";
import { root } from "../../app/root.ts";
import type { Server } from "./servers.ts";

// does nothing when the clients are up to date
execFileSync(process.execPath, [join(root, "prisma/generate.ts")], { stdio: "inherit" });

const keep = process.env["KEEP_DB"] === "1";

const base = keep
  ? join(tmpdir(), "app-test-kept", process.env["VITEST_POOL_ID"] ?? "0")
  : mkdtempSync(join(tmpdir(), "app-test-"));
mkdirSync(base, { recursive: true });
chmodSync(base, 0o711); // the servers' own users go through it
afterAll(() => {
  if (!keep) rmSync(base, { recursive: true, force: true });
});

/** Gone after the tests of the file; with KEEP_DB=1 it stays, and the next run finds it again. */
export function makeFolder(name: string): string {
  const folder = join(base, name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

export interface TestDatabase {
  engine: Engine;
  url: string;
  drop(): Promise<void>;
}

/** Makes databases, migrated unless they shall be empty. */
export type MakeDatabase = (options?: { empty?: boolean }) => Promise<TestDatabase>;

const folder = makeFolder("sqlite");
let count = 0;
let template: Promise<string> | undefined;

export const makeSqlite: MakeDatabase = async ({ empty = false } = {}) => {
  const file = join(folder, `${process.pid}-${++count}.sqlite3`);
  if (!empty) copyFileSync(await (template ??= makeTemplate()), file);
  if (keep) console.log(`kept: ${file}`);
  return { engine: "sqlite", url: `file:${file}`, drop: () => Promise.resolve() };
};

/** Named by its migrations, so that a kept one is made again when they change. */
async function makeTemplate(): Promise<string> {
  const digest = listMigrations("sqlite").map(({ checksum }) => checksum.slice(0, 8));
  const file = join(folder, `template-${digest.join("-").slice(-60)}.sqlite3`);
  if (!existsSync(file)) await deploy({ engine: "sqlite", url: `file:${file}` });
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
