/** The collections on SQLite. */

import { gunzipSync } from "node:zlib";

import { expect, test } from "vitest";

import { makeSqlite } from "./databases.ts";
import { startApp } from "./helper.ts";
import { describeCaseChanges } from "./suites/case-changes.ts";
import { describeCases } from "./suites/cases.ts";
import { describeDashboard } from "./suites/dashboard.ts";
import { describeWork } from "./suites/work.ts";

describeCases(makeSqlite);
describeCaseChanges(makeSqlite);
describeWork(makeSqlite);
describeDashboard(makeSqlite);

test("N003-99 a large answer is compressed for who can read it", async () => {
  const { app, as } = await startApp();
  const { token } = await as("ADMIN");
  const ask = async (accept: Record<string, string>) =>
    app.inject({
      url: "/api/v1/dashboard/charts/performance?start_date=2026-01-01&end_date=2026-02-28",
      headers: { authorization: `Bearer ${token}`, ...accept },
    });
  const plain = await ask({});
  expect(plain.headers["content-encoding"]).toBeUndefined();
  const small = await ask({ "accept-encoding": "gzip" });
  expect(small.headers["content-encoding"]).toBe("gzip");
  expect(gunzipSync(small.rawPayload).toString()).toBe(plain.body);
});

test("N003-69 create, update, delete and login leave a row each, with who did it", async () => {
  const { as, db } = await startApp();
  const admin = await as("ADMIN");
  const fields = { entity: "Banco", debtor_name: "Rosa", amount: "10", cartera: "A" };
  const { id } = (await admin.post("/api/v1/cases", fields)).body;
  await admin.put(`/api/v1/cases/${id}`, { phone: "1" });
  await admin.get(`/api/v1/cases/${id}`);
  await admin.remove(`/api/v1/cases/${id}`);
  const rows = await db.auditLog.findMany({ orderBy: { id: "asc" } });
  expect(rows.map(({ action, userId }) => [action, userId])).toEqual(
    ["LOGIN", "CASE_CREATED", "CASE_UPDATED", "CASE_DELETED"].map((action) => [action, admin.id]),
  );
});

test("N003-14 a password is set as a hash and checked, and no answer about a user holds it", async () => {
  const { post, get, db } = await startApp();
  const password = "Secreta123";
  const account = { email: "eva@example.com", password, nombre: "Eva", apellido: "Paz" };
  const { body: user } = await post("/api/auth/register", account);
  const { passwordHash } = await db.user.findUniqueOrThrow({ where: { id: user.id } });
  expect(passwordHash).not.toContain(password);
  const { body } = await post("/api/auth/token", { username: user.username, password });
  const me = await get("/api/auth/me", { authorization: `Bearer ${body.access}` });
  for (const answer of [user, me.body]) {
    expect(answer.username).toBe("eva");
    expect(JSON.stringify(answer)).not.toContain(passwordHash);
    expect(Object.keys(answer).filter((key) => /pass|hash/i.test(key))).toEqual([]);
  }
});
