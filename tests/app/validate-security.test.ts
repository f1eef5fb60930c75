/** What an attacker would try first, found by the job before them. */

import { expect, onTestFinished, test, vi } from "vitest";

import { seed } from "../../app/jobs/seed.ts";
import { validateSecurity } from "../../app/jobs/validate-security.ts";
import type { JobError } from "../../app/process.ts";
import { startApp } from "./helper.ts";
import { use } from "./jobs-kit.ts";

const safe = {
  NODE_ENV: "production",
  TLS: "1",
  JWT_SECRET: "k".repeat(48),
  REDIS_URL: "redis://localhost:6379/0",
  CORS_ORIGINS: "https://app.example.com",
};

/** Settings that are not safe, and the name that is then told. */
const unsafe: [string, Record<string, string>][] = [
  ["NODE_ENV", { NODE_ENV: "development" }],
  ["DEBUG", { DEBUG: "1" }],
  ["LOG_QUERIES", { LOG_QUERIES: "1" }],
  ["TLS", { TLS: "" }],
  ["SESSION_COOKIE_SECURE", { SESSION_COOKIE_SECURE: "0" }],
  ["ENABLE_CSRF", { ENABLE_CSRF: "0" }],
  ["REDIS_URL", { REDIS_URL: "" }],
  ["CORS_ORIGINS", { CORS_ORIGINS: "http://app.example.com" }],
  ["JWT_SECRET", { NODE_ENV: "test", JWT_SECRET: "short" }],
];

async function judge(variables: Record<string, string>): Promise<string[]> {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  const lines = await validateSecurity([]).catch((error: JobError) => error.message);
  return lines.split("\n");
}

test("L001-28 of a safe set only that tests use a file is told, and each setting that is not safe by name", async () => {
  const { database } = await startApp();
  use(database);
  const file = "- The database is a file: no account guards it";
  expect(await judge(safe)).toEqual([file]);
  for (const [name, variables] of unsafe) {
    expect((await judge({ ...safe, ...variables })).join("\n"), name).toContain(`- ${name}`);
  }
});

test("an account that still has a seed's password is named, and no password is", async () => {
  const { db, database } = await startApp();
  use(database);
  await seed([]);
  await db.user.update({ where: { username: "gestor" }, data: { active: false } });
  const lines = await judge(safe);
  for (const name of ["admin", "usuario", "client1"]) {
    expect(lines).toContain(`- The account ${name} has a password that is public`);
  }
  expect(lines.join()).not.toMatch(/gestor|admin1234/);
});
