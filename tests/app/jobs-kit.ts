/** What tests of commands on data need: a seeded database that they find, and files. */

import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { onTestFinished, vi } from "vitest";

import { seed } from "../../app/jobs/seed.ts";
import type { TestDatabase } from "./databases.ts";
import { startApp, type TestApp } from "./helper.ts";

export const folder = mkdtempSync(join(tmpdir(), "jobs-test-"));
let count = 0;

export function write(text: string, encoding: BufferEncoding = "utf8"): string {
  const file = join(folder, `${++count}.txt`);
  writeFileSync(file, text, encoding);
  return file;
}

/** The commands read their database from the environment. */
export function use({ url }: TestDatabase): void {
  vi.stubEnv("DATABASE_URL", url);
  onTestFinished(() => void vi.unstubAllEnvs());
}

/** An app whose users are those of the seed: admin 1, gestor 2, usuario 3. */
export async function startSeeded(): Promise<TestApp> {
  const app = await startApp();
  use(app.database);
  await seed(["--profile", "nova"]);
  return app;
}

export async function addCase({ db }: TestApp, more: object = {}) {
  const fields = { entity: "Banco", debtorName: "Rosa", amount: 100_000n, carteraId: 1 };
  return db.case.create({ data: { ...fields, ...more } });
}
