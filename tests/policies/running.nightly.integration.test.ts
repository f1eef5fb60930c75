/** Checklists of a running environment: each item fails where what it asks for is not so. */
import { appendFileSync, globSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { makeRunning, type Running } from "./running.ts";

let running: Running;

beforeAll(async () => {
  running = await makeRunning();
});

afterAll(() => running?.[Symbol.asyncDispose]());

const ask = async (list: string, name: string) => (await running.ask(list, name))[name];

/** A module that does something with the database that its variables name. */
const withDatabase = (work: string): string => `
  import { readDatabaseConfig } from "./config/config.ts";
  import { openDatabase } from "./database/open-database.ts";
  import { noteCall } from "./modules/integrations/clients.ts";
  const db = await openDatabase(readDatabaseConfig());
  ${work}
  await db.$disconnect();`;

const failedCall = withDatabase(
  "await noteCall(db, { clientId: 1, method: 'GET', path: '/', statusCode: 500, durationMs: 1 });",
);
const oldMaintenance = withDatabase(
  "await db.auditLog.updateMany({ where: { action: 'RUN_API_MAINTENANCE' }, data: { timestamp: new Date(0) } });",
);
/** The last migration is as if it had never been applied, and then as it was. */
const forgetMigration = withDatabase(
  "await db.$executeRawUnsafe(`UPDATE _prisma_migrations SET rolled_back_at = now() ORDER BY migration_name DESC LIMIT 1`);",
);
const rememberMigration = withDatabase(
  "await db.$executeRawUnsafe(`UPDATE _prisma_migrations SET rolled_back_at = NULL`);",
);

async function logIn(username: string, password: string): Promise<string> {
  const response = await fetch(`${await running.address()}/api/auth/login`, {
    method: "POST", body: new URLSearchParams({ username, password }),
  });
  return ((await response.json()) as { access_token: string }).access_token;
}

test("L001-55 L001-56 L001-57 migrations are applied, the seed's users are there, the server answers", async () => {
  expect(await running.ask("dev", "migrated", "seeded", "healthy")).toEqual({
    migrated: "passed: none",
    seeded: "passed: admin, gestor, usuario, client1",
    healthy: "passed: /health answered 200",
  });
  await running.job("set-user --username client1 --inactive");
  expect(await ask("dev", "seeded")).toBe("failed: not client1");
  await running.job("set-user --username client1 --active");
});

test("L001-59 the server of MySQL is declared, and answers", async () => {
  expect(await ask("staging", "database")).toBe("passed: db: mysql");
});

test("R002-82 R002-93 R002-87 a WebSocket connects, answers bear the limit, Redis answers", async () => {
  expect(await running.ask("staging", "websocket", "rate-limit", "queue-redis")).toEqual({
    "websocket": "passed: closed with 4001",
    "rate-limit": expect.stringMatching(/^passed: limit \d+$/) as string,
    "queue-redis": "passed: ok",
  });
});

test("R002-84 R002-85 R002-86 the worker that runs has the agreed queue, and knows both tasks of mail", async () => {
  expect(await running.ask("staging", "queue-configured", "mail-tasks", "queue-workers")).toEqual({
    "queue-configured": "passed: name reclamos, retries 3, timeoutMs 300000",
    "mail-tasks": "passed: send-mail, claim-created",
    "queue-workers": "passed: 1 workers",
  });
});

test("L001-70 a login leaves a row in the audit log", async () => {
  expect(await ask("prod", "audit")).toBe("failed: no login is in it");
  await logIn("admin", "admin1234");
  expect(await ask("prod", "audit")).toMatch(/^passed: the last is of 20/);
});

test("P004-48 where maintenance is scheduled, a run of it is in the history", async () => {
  expect(await ask("prod", "point-history")).toBe("failed: the history has no run of it");
  await running.job("run-integraciones-maintenance --dry-run");
  expect(await ask("prod", "point-history")).toMatch(/^passed: 20/);
  await running.script(oldMaintenance);
  expect(await ask("prod", "point-history")).toBe("failed: 1970-01-01T00:00:00.000Z");
});

test("P004-49 a critical alert fails, unless the environment expects it", async () => {
  expect(await ask("prod", "point-alerts")).toBe("passed: none");
  await running.job("create-api-client probe");
  await running.script(failedCall);
  expect(await ask("prod", "point-alerts")).toMatch(/^failed: error_rate: 100 %/);
  running.edit("POINT_ALERT_ERROR_RATE: 0", "POINT_ALERT_ERROR_RATE: 0, POINT_EXPECTED_ALERTS: error_rate");
  expect(await ask("prod", "point-alerts")).toMatch(/^passed: error_rate/);
});

test("N003-188 N003-189 health answers 200, and what only looks was tried", async () => {
  const { healthy, tried } = await running.ask("deployment", "healthy", "tried");
  expect(healthy).toBe("passed: /health answered 200");
  expect(tried).toMatch(/^(passed|warning): \/health 200, \/api\/ 200, \/login (200|404)/);
});

test("N003-187 N003-190 the log is a person's to read, and errors of the first minutes are a warning", async () => {
  const record = (at: string) => {
    running.write("reports/deploy/dev.json", JSON.stringify({ ok: true, at, commit: "1" }));
  };
  record(new Date().toISOString());
  const quiet = await running.ask("deployment", "log-read", "logs");
  expect(quiet["log-read"]).toMatch(/^open: there is no reports\/deploy\/dev.log/);
  running.write("reports/deploy/dev.log", "done\n");
  expect(await ask("deployment", "log-read")).toMatch(/^open: reports\/deploy\/dev.log; then --done/);
  expect(quiet.logs).toMatch(/^passed/);
  const { code } = await running.andamio("check --list deployment --only log-read --done log-read");
  expect(code).toBe(0);
  const [log] = globSync(join(running.root, ".andamio/dev/logs/api.*.log"));
  const say = (time: number) =>
    appendFileSync(log!, `${new Date(time).toISOString()} {"level":50,"time":${time},"msg":"boom"}\n`);
  say(Date.now() + 6 * 60_000); // after the first minutes
  expect(await ask("deployment", "logs")).toMatch(/^passed/);
  say(Date.now());
  expect(await ask("deployment", "logs")).toBe("warning: 1 lines: andamio logs dev --level error");
});

test("N003-181 the head of main is deployed, and no migration is pending", async () => {
  running.write("reports/deploy/dev.json", JSON.stringify({ ok: true, at: "now", commit: "0" }));
  expect(await ask("transfer", "deployed")).toMatch(/^failed: deployed is 0, main is/);
  const commit = running.git("rev-parse", "main");
  running.write("reports/deploy/dev.json", JSON.stringify({ ok: true, at: "now", commit }));
  expect(await ask("transfer", "deployed")).toBe(`passed: commit ${commit}`);
  await running.script(forgetMigration);
  expect(await ask("transfer", "deployed")).toMatch(/^failed: pending: \d+_\w+$/);
  await running.script(rememberMigration);
  expect(await ask("transfer", "deployed")).toBe(`passed: commit ${commit}`);
});

test("N003-179 N003-182 N003-183 the export is whole, the copy is the same, and was imported", async () => {
  const before = await running.ask("transfer", "exported", "imported");
  expect(before.exported).toMatch(/^failed: there is no data\/export/);
  expect(before.imported).toBe("failed: the audit log has no import");
  await running.job("sample-data");
  const text = await running.job("export-data -");
  const file = "data/export_for_prod.json";
  running.write(file, text.replace("\"debtor_name\"", "\"debtor\""));
  expect(await ask("transfer", "exported")).toBe("failed: a row of cases has no debtor_name");
  running.write(file, text);
  expect(await running.ask("transfer", "exported", "copied")).toEqual({
    exported: `passed: ${file}`, copied: `failed: there is no ${file} where api runs`,
  });
  const copy = (from: string) => running.script(`
    import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
    mkdirSync("data", { recursive: true });
    ${from};`);
  await copy(`writeFileSync("${file}", "{}")`);
  expect(await ask("transfer", "copied")).toBe("failed: it is another file");
  await copy(`copyFileSync("${join(running.root, file)}", "${file}")`);
  expect(await ask("transfer", "copied")).toMatch(/^passed: sha256/);
  await running.job(`import-data ${join(running.root, file)}`);
  expect(await ask("transfer", "imported")).toMatch(/^passed: 20/);
});

test("N003-184 N003-185 what hangs on nothing fails, and cases are counted by gestor", async () => {
  expect(await running.ask("transfer", "verified", "assigned")).toEqual({
    verified: "passed: nothing hangs on nothing", assigned: "passed: gestor 30",
  });
  await running.job("set-user --username gestor --inactive");
  expect(await running.ask("transfer", "verified", "assigned")).toEqual({
    verified: "failed: 30 cases of somebody who is no active gestor",
    assigned: expect.stringMatching(/^failed: 30 cases of somebody/) as string,
  });
  await running.job("set-user --username gestor --active");
});

test("P004-47 the last smoke is green, and of the last day", async () => {
  expect(await ask("prod", "point-smoke")).toBe("failed: smoke has not run");
  expect((await running.andamio("run dev smoke")).code).toBe(0);
  expect(await ask("prod", "point-smoke")).toMatch(/^passed: smoke ended with 0/);
});

test("of what does not run, nothing passes", async () => {
  await running.andamio("down");
  const of = ["ready", "database", "migrated", "healthy", "websocket", "rate-limit", "queue-redis", "audit"];
  const asked = await running.ask("prod", ...of);
  for (const name of of) expect(asked[name], name).toMatch(/^failed/);
});
