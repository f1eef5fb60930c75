/** The transfer of the collections from one database to another, on SQLite. */

import { mkdtempSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { assignCases } from "../../app/jobs/assign-cases.ts";
import { exportData } from "../../app/jobs/export-data.ts";
import { importData, migrateDummy } from "../../app/jobs/import-data.ts";
import { transfer } from "../../app/jobs/transfer.ts";
import { verifyData } from "../../app/jobs/verify-data.ts";
import { addCase, folder, startSeeded, write } from "./jobs-kit.ts";
import { runWith } from "./processes.ts";

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
  const file = join(mkdtempSync(join(folder, "export-")), "data/export_for_prod.json");
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
