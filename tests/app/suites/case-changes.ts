/** What changing, assigning and deleting a case promises, on whichever database. */

import { expect, test } from "vitest";

import type { MakeDatabase } from "../databases.ts";
import { startApp } from "../helper.ts";
import { fields } from "./case-fields.ts";

export function describeCaseChanges(make: MakeDatabase): void {
  test("N003-161 administrators find and assign the cases of nobody", async () => {
    const { as } = await startApp({ make });
    const [admin, gestor] = [await as("ADMIN"), await as("GESTOR")];
    const { id } = (await admin.post("/api/v1/cases", fields)).body;
    const unassigned = async () => (await admin.get("/api/v1/cases?unassigned=true")).body.total;
    expect(await unassigned()).toBe(1);
    expect((await admin.put(`/api/v1/cases/${id}`, { assigned_to_id: gestor.id })).status).toBe(
      200,
    );
    expect(await unassigned()).toBe(0);
    expect((await admin.put(`/api/v1/cases/${id}`, { assigned_to_id: admin.id })).status).toBe(422);
  });

  test("N003-48 a gestor changes the own case, may not hand it on, and touches no other", async () => {
    const { as } = await startApp({ make });
    const [admin, gestor, other] = [await as("ADMIN"), await as("GESTOR"), await as("GESTOR")];
    const { id } = (await admin.post("/api/v1/cases", { ...fields, assigned_to_id: gestor.id }))
      .body;
    const path = `/api/v1/cases/${id}`;
    expect((await gestor.put(path, { phone: "123" })).body.phone).toBe("123");
    expect((await gestor.put(path, { assigned_to_id: other.id })).status).toBe(403);
    expect((await gestor.put(path, { assigned_to_id: gestor.id, notes: "x" })).status).toBe(200);
    expect((await other.put(path, { phone: "9" })).status).toBe(403);
    expect((await admin.put(path, { assigned_to_id: other.id })).status).toBe(200);
    expect((await gestor.get(path)).status).toBe(403);
  });

  test("N003-49 a case goes with its promises and activities, and the audit log keeps its fields", async () => {
    const { as, db } = await startApp({ make });
    const [admin, gestor] = [await as("ADMIN"), await as("GESTOR")];
    const { id } = (await admin.post("/api/v1/cases", { ...fields, assigned_to_id: gestor.id }))
      .body;
    await gestor.post(`/api/v1/cases/${id}/activities`, { type: "visit" });
    await gestor.post(`/api/v1/cases/${id}/promises`, { amount: "5", promise_date: "2299-01-01" });
    expect((await gestor.remove(`/api/v1/cases/${id}`)).status).toBe(403);
    expect((await admin.remove(`/api/v1/cases/${id}`)).status).toBe(204);
    expect((await admin.remove(`/api/v1/cases/${id}`)).status).toBe(404);
    expect([await db.case.count(), await db.promise.count(), await db.activity.count()]).toEqual([
      0, 0, 0,
    ]);
    const row = await db.auditLog.findFirstOrThrow({ where: { action: "CASE_DELETED" } });
    expect(JSON.parse(row.payload)).toMatchObject({ id, ...fields, assigned_to_id: gestor.id });
  });

  test("each change of a case is in the audit log with what it was and what it is", async () => {
    const { as, db } = await startApp({ make });
    const admin = await as("ADMIN");
    const { id } = (await admin.post("/api/v1/cases", fields)).body;
    await admin.put(`/api/v1/cases/${id}`, { amount: "900", entity: fields.entity });
    await admin.put(`/api/v1/cases/${id}`, { amount: "900.00" });
    const rows = await db.auditLog.findMany({ where: { action: "CASE_UPDATED" } });
    expect(rows.map(({ payload }) => JSON.parse(payload))).toEqual([
      { amount: { from: "1000.50", to: "900.00" } },
    ]);
  });
}
