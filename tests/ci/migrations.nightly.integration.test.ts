/** The app's migrations on a server of PostgreSQL: the pipeline's own, else one of this test. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { missing, type Server, startPostgresql } from "../app/servers.ts";

const given = process.env["TEST_DATABASE_URL"];
let server: Server | undefined;
let address = given ?? "";

beforeAll(async () => {
  if (given !== undefined || missing.postgresql) return;
  server = await startPostgresql();
  await server.create("migrated");
  address = server.url("migrated");
});

afterAll(() => server?.stop());

function migrate(verb: string): string {
  const root = join(import.meta.dirname, "../../app");
  const env = { ...process.env, DATABASE_URL: address };
  return execFileSync(process.execPath, ["migrate.ts", verb], { cwd: root, env, encoding: "utf8" });
}

test.skipIf(!given && missing.postgresql)(
  `R002-80 the step of the pipeline applies every migration to its server${given ? "" : missing.postgresql}`,
  () => {
    const workflow = join(import.meta.dirname, "../../.github/workflows/check.yml");
    expect(readFileSync(workflow, "utf8")).toContain("node app/migrate.ts up");
    migrate("up");
    const lines = migrate("status").trim().split("\n");
    expect(lines.length).toBeGreaterThanOrEqual(3);
    for (const line of lines) expect(line).toMatch(/^applied {2}\d{14}_/);
  },
);
