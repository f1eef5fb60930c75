/** How the commands are called: their names and aliases, and the help that each shows. */

import { expect, test } from "vitest";

import { startApp } from "./helper.ts";
import { runWith } from "./processes.ts";

test("every job shows with --help how to call it, without a database, and a call without what it needs does too", async () => {
  const listed = await runWith("", "jobs", {}, ["--help"]);
  const names = listed.stdout.split("\n\n")[0]!.split("\n");
  expect(names.length).toBeGreaterThan(25);
  for (const name of names) {
    const { code, stdout, stderr } = await runWith("", "jobs", { DATABASE_URL: "file:/nowhere/x" }, [name, "--help"]);
    const same = { "flush-expired-tokens": "clear-sessions", "migrate-dummy": "import-data" };
    const usage = same[name as keyof typeof same] ?? name;
    expect([name, code, stderr, stdout.startsWith(`Usage: ${usage}`)]).toEqual([name, 0, "", true]);
  }
  const { database } = await startApp();
  for (const [name, missing] of [["create-admin", "--username"], ["create-user", "--role"], ["set-user", "--username"]] as const) {
    const { code, stderr } = await runWith("Secreta123\n", "jobs", { DATABASE_URL: database.url }, [name]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(`Usage: ${name}`)]);
    expect(stderr).toContain(missing);
  }
}, 180_000);

test("P004-29 the names of the runbooks, and of their scripts, are names of the jobs", async () => {
  for (const [alias, name] of [
    ["smoke_integraciones_api", "smoke-integraciones"],
    ["run_integraciones_maintenance", "run-integraciones-maintenance"],
    ["scripts/smoke_integraciones_api.sh", "smoke-integraciones"],
    ["createsuperuser", "create-admin"],
    ["import_cases.py", "import-cases"],
    ["verify_prod_data", "verify-data"],
    ["update_fechas_pago", "update-payment-dates"],
  ] as const) {
    const { code, stdout } = await runWith("", "jobs", {}, [alias, "--help"]);
    expect([alias, code, stdout.startsWith(`Usage: ${name}`)]).toEqual([alias, 0, true]);
  }
  const unknown = await runWith("", "jobs", {}, ["smoke_integraciones_apj"]);
  expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining("no job \"smoke_integraciones_apj\"")]);
}, 60_000);
