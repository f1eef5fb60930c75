/** The commands on data, on SQLite: users, seeds, samples, and cases from tables. */

import { expect, test, vi } from "vitest";

import { assignCases } from "../../app/jobs/assign-cases.ts";
import { importCases } from "../../app/jobs/import-cases.ts";
import { sampleData } from "../../app/jobs/sample-data.ts";
import { seed } from "../../app/jobs/seed.ts";
import { updateManagementStatus, updatePaymentDates } from "../../app/jobs/update-cases.ts";
import { deploy } from "../../app/prisma/deploy/deploy.ts";
import type { JobError } from "../../app/process.ts";
import { startApp } from "./helper.ts";
import { addCase, startSeeded, use, write } from "./jobs-kit.ts";
import { runWith } from "./processes.ts";

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

test("C000-38, L001-29 create-user and create-admin take the password from standard input; a duplicate exits 1", async () => {
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
  const take = async (args: string[]) => {
    const error: unknown = await importCases(args).catch((cause: unknown) => cause);
    expect(error).toMatchObject({ exitCode: 1, message: expect.stringContaining("4 rows were refused") });
    return JSON.parse((error as JobError).output!);
  };
  const first = await take([write(table)]);
  expect(first).toMatchObject({ created: 3, updated: 0, skipped: 0 });
  expect(first.bad.map((text: string) => text.split(":")[0])).toEqual(
    [4, 5, 6, 7].map((line) => `line ${line}`),
  );
  const changed = table.replace("1000.50", "999.00");
  const second = await take([write(changed)]);
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
  const call = importCases([write(table, "latin1"), ...options]);
  const { output } = (await call.catch((cause: unknown) => cause)) as JobError;
  const { created, bad } = JSON.parse(output!);
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
  const call = updatePaymentDates([write(table)]);
  const { output, exitCode } = (await call.catch((cause: unknown) => cause)) as JobError;
  const { bad, ...counts } = JSON.parse(output!);
  expect(exitCode).toBe(1);
  expect(counts).toEqual({ job: "update-payment-dates", updated: 1, unchanged: 1, unknown: 1 });
  expect(bad.map((text: string) => text.split(":")[0])).toEqual(["line 5", "line 6"]);
  expect((await app.db.case.findFirstOrThrow()).lastPaymentDate).toBe("2026-01-01");
  expect(JSON.parse(await updateManagementStatus([])).updated).toBe(1);
  expect(await app.db.case.count({ where: { managementStatus: "sin-gestion" } })).toBe(2);
});

test("N003-130 a table with a bad row ends with 1, its report on standard output; without one it ends with 0", async () => {
  const { database } = await startSeeded();
  const table = "entity,debtor_name,amount,cartera\nBanco,Ana,5,A\nBanco,\u200b,5,A\n";
  const call = (text: string) =>
    runWith(text, "jobs", { DATABASE_URL: database.url }, ["import-cases", "-"]);
  const bad = await call(table);
  expect([bad.code, bad.stderr]).toEqual([1, "1 row was refused; the others were taken\n"]);
  expect(JSON.parse(bad.stdout)).toMatchObject({ created: 1, bad: [expect.stringContaining("line 3")] });
  const good = await call(table.split("\n").slice(0, 2).join("\n"));
  expect([good.code, good.stderr, JSON.parse(good.stdout).skipped]).toEqual([0, "", 1]);
}, 60_000);

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
