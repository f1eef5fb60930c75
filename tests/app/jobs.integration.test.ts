/** The commands on data, on SQLite: users, cases from tables, and the transfer of everything. */

import { mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, onTestFinished, test, vi } from "vitest";

import { assignCases } from "../../app/jobs/assign-cases.ts";
import { exportData } from "../../app/jobs/export-data.ts";
import { importCases } from "../../app/jobs/import-cases.ts";
import { importData, migrateDummy } from "../../app/jobs/import-data.ts";
import { sampleData } from "../../app/jobs/sample-data.ts";
import { seed } from "../../app/jobs/seed.ts";
import { transfer } from "../../app/jobs/transfer.ts";
import { updateManagementStatus, updatePaymentDates } from "../../app/jobs/update-cases.ts";
import { verifyData } from "../../app/jobs/verify-data.ts";
import { deploy } from "../../app/prisma/deploy/deploy.ts";
import type { TestDatabase } from "./databases.ts";
import { startApp, type TestApp } from "./helper.ts";
import { runWith } from "./processes.ts";

const folder = mkdtempSync(join(tmpdir(), "jobs-test-"));
let count = 0;

function write(text: string, encoding: BufferEncoding = "utf8"): string {
  const file = join(folder, `${++count}.txt`);
  writeFileSync(file, text, encoding);
  return file;
}

/** The commands read their database from the environment. */
function use({ url }: TestDatabase): void {
  vi.stubEnv("DATABASE_URL", url);
  onTestFinished(() => void vi.unstubAllEnvs());
}

/** An app whose users are those of the seed: admin 1, gestor 2, usuario 3. */
async function startSeeded(): Promise<TestApp> {
  const app = await startApp();
  use(app.database);
  await seed(["--profile", "nova"]);
  return app;
}

async function addCase({ db }: TestApp, more: object = {}) {
  const fields = { entity: "Banco", debtorName: "Rosa", amount: 100_000n, carteraId: 1 };
  return db.case.create({ data: { ...fields, ...more } });
}

test("N003-82, L001-22 seeds change no row the second time, and the profile nova makes admin 1, gestor 2 and usuario 3", async () => {
  const app = await startApp();
  use(app.database);
  for (const users of [3, 0]) {
    expect(JSON.parse(await seed(["--profile", "nova"]))).toEqual({ job: "seed", users });
  }
  const rows = await app.db.user.findMany({ orderBy: { id: "asc" } });
  expect(rows.map(({ id, username, role }) => [id, username, role])).toEqual([
    [1, "admin", "ADMIN"],
    [2, "gestor", "GESTOR"],
    [3, "usuario", "USER"],
  ]);
  const passwords = { admin: "admin123", gestor: "gestor123", usuario: "user123" };
  for (const [username, password] of Object.entries(passwords)) {
    expect((await app.post("/api/auth/token", { username, password })).status).toBe(200);
  }
  await seed([]);
  await seed([]);
  const counts = [await app.db.user.count(), await app.db.claim.count(), await app.db.loan.count()];
  expect(counts).toEqual([4, 3, 1]);
  expect(
    (await app.post("/api/auth/token", { username: "admin", password: "admin123" })).status,
  ).toBe(200);
  await expect(seed(["--profile", "x"])).rejects.toThrow("no profile");
});

test("N003-154 with TESTING there are no default users", async () => {
  const { db, database } = await startApp();
  use(database);
  vi.stubEnv("TESTING", "1");
  await seed([]);
  expect(await db.user.count()).toBe(0);
});

test("C000-38 create-user and create-admin take the password from standard input; a duplicate exits 1", async () => {
  const { db, database, post } = await startApp();
  const call = (args: string[], input = "Secreta123\n") =>
    runWith(input, "jobs", { DATABASE_URL: database.url }, args);
  const created = await call(["create-user", "--username", "Eva", "--role", "gestor"]);
  expect(created).toMatchObject({ code: 0, stdout: "Created GESTOR eva with id 1\n" });
  const admin = await call(["create-admin", "--username", "jefa"]);
  expect([admin.code, (await db.user.findUnique({ where: { username: "jefa" } }))?.role]).toEqual([
    0,
    "ADMIN",
  ]);
  const again = await call(["create-admin", "--username", "eva"]);
  expect([again.code, again.stderr]).toEqual([1, expect.stringContaining("name eva")]);
  expect((await call(["create-admin", "--username", "otra"], "corta\n")).code).toBe(1);
  expect((await call(["create-user", "--username", "x", "--role", "rey"])).code).toBe(2);
  expect((await call(["create-admin", "--username", "x", "--password", "y"])).code).toBe(2);
  expect(await db.user.count()).toBe(2);
  const login = { username: "eva", password: "Secreta123" };
  expect((await post("/api/auth/token", login)).status).toBe(200);
}, 60_000);

test("C000-39 an inactive user and one with a new password are signed out everywhere", async () => {
  const { as, database, get, post } = await startApp();
  const [eva, leo] = [await as("GESTOR", "eva"), await as("GESTOR", "leo")];
  const cookieOf = async (username: string) => {
    const { headers } = await post("/api/login", { username, password: "Test123!" });
    return { cookie: String(headers["set-cookie"]).split(";")[0]! };
  };
  const cookies = [await cookieOf("eva"), await cookieOf("leo")];
  const call = (args: string[]) =>
    runWith("Distinta456\n", "jobs", { DATABASE_URL: database.url }, args);
  expect((await call(["set-user", "--username", "eva", "--inactive"])).code).toBe(0);
  expect((await call(["change-password", "leo"])).code).toBe(0);
  expect([(await eva.get("/api/auth/me")).status, (await leo.get("/api/auth/me")).status]).toEqual([
    401, 401,
  ]);
  for (const cookie of cookies) expect((await get("/api/session", cookie)).status).toBe(401);
  const login = async (username: string, password: string) =>
    (await post("/api/auth/token", { username, password })).status;
  expect(await login("eva", "Test123!")).toBe(401);
  expect([await login("leo", "Test123!"), await login("leo", "Distinta456")]).toEqual([401, 200]);
  expect((await call(["set-user", "--username", "eva", "--active"])).code).toBe(0);
  expect(await login("eva", "Test123!")).toBe(200);
  expect((await eva.get("/api/auth/me")).status).toBe(401); // what ended stays ended
  expect((await call(["change-password", "nadie"])).code).toBe(1);
}, 60_000);

test("N003-129 sample data are cases, promises and activities, made once and never in production", async () => {
  const { db } = await startSeeded();
  expect(JSON.parse(await sampleData([])).cases).toBe(30);
  expect(JSON.parse(await sampleData([])).cases).toBe(0);
  expect([await db.case.count(), await db.promise.count(), await db.activity.count()]).toEqual([
    30, 30, 90,
  ]);
  expect(new Set((await db.case.findMany()).map(({ carteraId }) => carteraId)).size).toBe(3);
  vi.stubEnv("NODE_ENV", "production");
  await expect(sampleData([])).rejects.toThrow("refuses to run with NODE_ENV=production");
});

test("N003-130 cases come from a table; bad rows are told by line, and created, updated and skipped are counted", async () => {
  const app = await startSeeded();
  const table = `nro_cliente,entity,debtor_name,dni,amount,cartera,last_payment_date
C-1,Banco Sur,"Paz, Rosa",301,1000.50,A,2026-01-31
C-2,Banco Sur,Luis Ñu,302,"12,345.60",B,
C-3,Banco Sur,Ana,303,"1,234",A,
C-4,Banco Sur,Ana,303,5,Z,
C-5,Banco Sur,Ana,303,5,A,31/01/2026
,Banco Sur,,304,5,A,
,Banco Norte,Sin Número,305,7,C,
`;
  const first = JSON.parse(await importCases([write(table)]));
  expect(first).toMatchObject({ created: 3, updated: 0, skipped: 0 });
  expect(first.bad.map((text: string) => text.split(":")[0])).toEqual(
    [4, 5, 6, 7].map((line) => `line ${line}`),
  );
  const changed = table.replace("1000.50", "999.00");
  const second = JSON.parse(await importCases([write(changed)]));
  expect(second).toMatchObject({ created: 0, updated: 1, skipped: 2 });
  const rows = await app.db.case.findMany({ orderBy: { id: "asc" } });
  expect(
    rows.map(({ debtorName, amount, assignedToId, lastPaymentDate }) => [
      debtorName,
      amount,
      assignedToId,
      lastPaymentDate,
    ]),
  ).toEqual([
    ["Paz, Rosa", 99_900n, 2, "2026-01-31"],
    ["Luis Ñu", 1_234_560n, 2, null],
    ["Sin Número", 700n, 2, null],
  ]);
  await expect(importCases([write(table), "--gestor-id", "1"])).rejects.toThrow("no active gestor");
});

test("N003-130 delimiter, decimal mark, order of dates and encoding are options", async () => {
  const app = await startSeeded();
  const table = `entity;debtor_name;amount;cartera;last_payment_date\nBanco;Ñandú;1.234,50;A;31/01/2026\nBanco;Dos;1.234;A;\n`;
  const options = [
    "--delimiter",
    ";",
    "--decimal",
    ",",
    "--date-order",
    "dmy",
    "--encoding",
    "latin1",
  ];
  const { created, bad } = JSON.parse(await importCases([write(table, "latin1"), ...options]));
  expect([created, bad]).toEqual([1, ["line 3: \"1.234\" is no amount, or could be two"]]);
  expect(await app.db.case.findFirst()).toMatchObject({
    debtorName: "Ñandú",
    amount: 123_450n,
    lastPaymentDate: "2026-01-31",
  });
});

test("N003-131 cases of nobody are spread evenly, or go to one gestor; with --all every case does", async () => {
  const app = await startSeeded();
  const other = await app.as("GESTOR", "otra");
  for (let index = 0; index < 5; index++) {
    await addCase(app, index === 0 ? { assignedToId: other.id } : {});
  }
  expect(JSON.parse(await assignCases([])).gestores).toEqual({ gestor: 2, otra: 2 });
  expect(JSON.parse(await assignCases([])).assigned).toBe(0);
  expect(JSON.parse(await assignCases(["--all", "--gestor-id", "2"])).gestores).toEqual({
    gestor: 5,
  });
  expect(await app.db.case.count({ where: { assignedToId: 2 } })).toBe(5);
  await expect(assignCases(["--gestor-id", "3"])).rejects.toThrow("User 3 is no active gestor");
});

test("N003-132, N003-136 days of payment come from pairs, and a management without state becomes sin-gestion", async () => {
  const app = await startSeeded();
  await addCase(app, { nroCliente: "C-1", managementStatus: null });
  await addCase(app, { nroCliente: "C-2", lastPaymentDate: "2026-01-02" });
  const table =
    "nro_cliente,date\nC-1,2026-01-01\nC-2,2026-01-02\nC-9,2026-01-01\nC-1,2026-02-30\nC-1,2299-01-01\n";
  const { bad, ...counts } = JSON.parse(await updatePaymentDates([write(table)]));
  expect(counts).toEqual({ job: "update-payment-dates", updated: 1, unchanged: 1, unknown: 1 });
  expect(bad.map((text: string) => text.split(":")[0])).toEqual(["line 5", "line 6"]);
  expect((await app.db.case.findFirstOrThrow()).lastPaymentDate).toBe("2026-01-01");
  expect(JSON.parse(await updateManagementStatus([])).updated).toBe(1);
  expect(await app.db.case.count({ where: { managementStatus: "sin-gestion" } })).toBe(2);
});

/** An export of three cases, two of one name, with a promise and two activities. */
async function startExport() {
  const app = await startSeeded();
  const one = await addCase(app, { nroCliente: "C-1", assignedToId: 2 });
  await addCase(app, { dni: "1" });
  await addCase(app, { dni: "2" });
  await app.db.promise.create({
    data: { caseId: one.id, amount: 1_050n, promiseDate: "2026-01-02" },
  });
  for (const type of ["call", "payment"]) {
    await app.db.activity.create({
      data: { caseId: one.id, type, createdById: 2, ...(type === "payment" && { amount: 5n }) },
    });
  }
  const file = join(folder, `${++count}/export_for_prod.json`);
  return { ...app, file, line: JSON.parse(await exportData([file])) };
}

test("N003-140 the export has six lists, amounts as text, ISO dates and no password hash, for its owner alone", async () => {
  const { file, line, db } = await startExport();
  const text = readFileSync(file, "utf8");
  const data = JSON.parse(text);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(Object.keys(data).sort()).toEqual([
    "activities",
    "carteras",
    "case_statuses",
    "cases",
    "promises",
    "users",
  ]);
  for (const [name, rows] of Object.entries(data)) {
    expect([name, line[name]]).toEqual([name, (rows as []).length]);
  }
  expect(data.cases[0]).toMatchObject({
    nro_cliente: "C-1",
    amount: "1000.00",
    cartera: "A",
    created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
  });
  expect(data.promises[0]).toMatchObject({ amount: "10.50", promise_date: "2026-01-02" });
  expect(data.users.map(({ role }: { role: string }) => role)).toEqual(["admin", "gestor", "user"]);
  for (const { passwordHash } of await db.user.findMany()) expect(text).not.toContain(passwordHash);
});

test("N003-141, N003-142, N003-143 an import gives the counts of the export, no case of nobody, and nothing twice", async () => {
  const { file } = await startExport();
  const target = await startSeeded();
  const users = await target.db.user.findMany();
  const { created } = JSON.parse(await importData([file]));
  expect(created).toEqual({ carteras: 0, cases: 3, activities: 2, promises: 1 });
  const again = JSON.parse(await importData([file]));
  expect(again).toMatchObject({
    created: { carteras: 0, cases: 0, activities: 0, promises: 0 },
    problems: [],
  });
  expect(await target.db.user.findMany()).toEqual(users);
  expect(await target.db.case.count({ where: { assignedToId: 2 } })).toBe(3);
  expect(await target.db.case.count({ where: { debtorName: "Rosa" } })).toBe(3); // one name, three people
  expect(JSON.parse(await verifyData([])).counts).toMatchObject({
    cases: 3,
    activities: 2,
    promises: 1,
  });
});

test("N003-144 what belongs to a case follows its nro_cliente where ids differ, and an orphan is told", async () => {
  const { file } = await startExport();
  const target = await startSeeded();
  for (const dni of ["7", "8", "9"]) await addCase(target, { dni, assignedToId: 2 });
  const data = JSON.parse(readFileSync(file, "utf8"));
  data.promises.push({ ...data.promises[0], id: 99, nro_cliente: "C-404", case_id: 404 });
  const { problems } = JSON.parse(await importData([write(JSON.stringify(data))]));
  expect(problems).toEqual(["promise 99 belongs to no case of the file"]);
  const { promises, activities, id } = await target.db.case.findUniqueOrThrow({
    where: { nroCliente: "C-1" },
    include: { promises: true, activities: true },
  });
  expect([id, promises.length, activities.length]).toEqual([4, 1, 2]);
});

test("an import that fails half way leaves nothing", async () => {
  const { file } = await startExport();
  const target = await startSeeded();
  const data = JSON.parse(readFileSync(file, "utf8"));
  data.promises[0].amount = "1.005";
  await expect(importData([write(JSON.stringify(data))])).rejects.toThrow("\"1.005\" is no amount");
  expect([await target.db.case.count(), await target.db.activity.count()]).toEqual([0, 0]);
});

test("N003-135, N003-86 data of the first system, with texts for cartera and status, become rows that refer to them, once", async () => {
  const target = await startSeeded();
  const rows = [
    {
      entity: "Banco",
      debtor_name: "Viejo",
      dni: "1",
      amount: 1000.5,
      cartera: "Z",
      status: "promesa",
    },
    { entity: "Banco", debtor_name: "Otro", amount: "20", cartera: "A" },
  ];
  const file = write(JSON.stringify(rows));
  for (const cases of [2, 0]) {
    expect(JSON.parse(await migrateDummy([file])).created.cases).toBe(cases);
  }
  const found = await target.db.case.findMany({
    include: { cartera: true, status: true },
    orderBy: { id: "asc" },
  });
  expect(found.map(({ cartera, status, amount }) => [cartera.name, status.code, amount])).toEqual([
    ["Z", "promesa", 100_050n],
    ["A", "en_gestion", 2_000n],
  ]);
  const columns = await target.db.$queryRaw<
    { name: string }[]
  >`select name from pragma_table_info('cases')`;
  const final = [
    "management_status",
    "cartera_id",
    "status_id",
    "nro_cliente",
    "address",
    "phone",
    "email",
  ];
  const names = columns.map(({ name }) => name);
  expect(final.filter((name) => !names.includes(name))).toEqual([]);
  expect(["cartera", "status"].filter((name) => names.includes(name))).toEqual([]);
});

test("N003-145 verify-data counts all tables, and an orphan or a case of nobody makes it fail", async () => {
  const app = await startSeeded();
  const { id } = await addCase(app, { assignedToId: 2 });
  expect(JSON.parse(await verifyData([]))).toMatchObject({
    counts: { users: 3, cases: 1 },
    gestores: { gestor: 1 },
    problems: {},
  });
  await addCase(app);
  await expect(verifyData([])).rejects.toThrow("\"cases of nobody\": 1");
  await assignCases([]);
  await app.db.promise.create({ data: { caseId: id, amount: 1n, promiseDate: "2026-01-01" } });
  await app.db.$executeRawUnsafe("PRAGMA foreign_keys = OFF");
  await app.db.$executeRawUnsafe("UPDATE promises SET case_id = 999");
  await expect(verifyData([])).rejects.toThrow("\"promises without a case\": 1");
  const { code } = await runWith("", "jobs", { DATABASE_URL: app.database.url }, ["verify-data"]);
  expect(code).toBe(1);
}, 60_000);

test("N003-146 the transfer is told step by step, in order, with the copy by scp and a key", async () => {
  const steps = await transfer([]);
  const order = ["export-data", "git push", "scp -i KEY", "import-data", "verify-data"];
  expect(order.map((step) => steps.indexOf(step)).toSorted((a, b) => a - b)).toEqual(
    order.map((step) => steps.indexOf(step)),
  );
  expect(order.every((step) => steps.includes(step))).toBe(true);
});

test("L001-31, N003-159 reset-db empties a database of dev when told so, and no other", async () => {
  const app = await startSeeded();
  await addCase(app);
  const call = (args: string[], more: Record<string, string> = {}) =>
    runWith("", "jobs", { DATABASE_URL: app.database.url, ...more }, ["reset-db", ...args]);
  expect((await call([])).code).toBe(2);
  expect((await call(["--yes"], { ENVIRONMENT: "staging" })).code).toBe(1);
  expect((await call(["--yes"], { NODE_ENV: "production" })).code).toBe(1);
  expect(await app.db.case.count()).toBe(1);
  expect(await call(["--yes"])).toMatchObject({ code: 0, stderr: "" });
  expect([
    await app.db.case.count(),
    await app.db.user.count(),
    await app.db.cartera.count(),
  ]).toEqual([0, 0, 3]);
  await seed([]);
  expect((await app.db.user.findUniqueOrThrow({ where: { username: "gestor" } })).id).toBe(2);
  const sql = "CREATE TABLE half (id INTEGER); INSERT INTO nowhere VALUES (1)";
  await expect(deploy(app.database, [{ name: "9_bad", sql, checksum: "x" }])).rejects.toThrow(
    "9_bad",
  );
  await expect(app.db.$queryRawUnsafe("SELECT id FROM half")).rejects.toThrow("no such table");
}, 60_000);
