/** What the work on cases promises, on whichever database: states, promises, activities. */

import { expect, test } from "vitest";

import { addDays, today } from "../../../app/modules/days.ts";
import type { MakeDatabase } from "../databases.ts";
import { startApp } from "../helper.ts";

const now = () => today("America/Argentina/Buenos_Aires");

/** A case of a gestor, with everybody that has to do with it. */
async function startCase(make: MakeDatabase, more: object = {}) {
  const app = await startApp({ make });
  const [admin, gestor, other] = [
    await app.as("ADMIN"),
    await app.as("GESTOR"),
    await app.as("GESTOR"),
  ];
  const { body } = await admin.post("/api/v1/cases", {
    entity: "Banco Sur",
    debtor_name: "Rosa Paz",
    amount: "1000",
    cartera: "A",
    assigned_to_id: gestor.id,
    ...more,
  });
  const read = async () => (await admin.get(`/api/v1/cases/${body.id}`)).body;
  return { ...app, admin, gestor, other, id: body.id as number, read };
}

export function describeWork(make: MakeDatabase): void {
  test("N003-51 update-status changes and audits; a bad value is 422, another's case 403", async () => {
    const { gestor, other, admin, id, db, read } = await startCase(make);
    const update = (body: object, who = gestor) =>
      who.post("/api/v1/update-status", { case_id: id, ...body });
    const both = { status: "incobrable", management_status: "contactado" };
    expect((await update(both)).body).toMatchObject(both);
    const audited = { where: { action: "CASE_STATUS_CHANGED" } };
    const [row] = await db.auditLog.findMany(audited);
    expect([row!.userId, JSON.parse(row!.payload).status]).toEqual([
      gestor.id,
      { from: "en_gestion", to: "incobrable" },
    ]);
    expect((await update({ status: "x" })).status).toBe(422);
    expect((await update({})).status).toBe(422);
    expect((await update(both, other)).status).toBe(403);
    expect((await admin.post("/api/v1/update-status", { case_id: 999, ...both })).status).toBe(404);
    expect((await update({ status: "pagada" })).body.last_payment_date).toBe(now());
    expect((await read()).status).toBe("pagada");
  });

  test("a case that turns pagada keeps the day of payment that it has", async () => {
    const { gestor, id } = await startCase(make, { last_payment_date: "2026-01-15" });
    const { body } = await gestor.post("/api/v1/update-status", { case_id: id, status: "pagada" });
    expect(body).toMatchObject({ status: "pagada", last_payment_date: "2026-01-15" });
  });

  test("N003-52, N003-22 register-management adds one activity and changes the case in one transaction", async () => {
    const { gestor, other, id, db, read } = await startCase(make);
    const register = (body: object, who = gestor) =>
      who.post("/api/v1/register-management", { case_id: id, ...body });
    const call = { type: "call", notes: "Llama mañana", management_status: "contactado" };
    const { status, body } = await register(call);
    expect([status, body.activity.created_by_id]).toEqual([201, gestor.id]);
    expect(await read()).toMatchObject({
      management_status: "contactado",
      last_payment_date: null,
      activities: [{ type: "call", notes: "Llama mañana", amount: null }],
    });
    const paid = await register({
      type: "payment",
      amount: "250.5",
      management_status: "con-arreglo",
    });
    expect(paid.body.activity.amount).toBe("250.50");
    expect(await read()).toMatchObject({ status: "en_gestion", last_payment_date: now() });
    expect((await register(call, other)).status).toBe(403);
    expect((await register({ ...call, management_status: "x" })).status).toBe(422);
    expect(await db.activity.count()).toBe(2);
    await db.$executeRawUnsafe("DROP TABLE activities");
    expect((await register({ ...call, management_status: "de-baja" })).status).toBe(500);
    expect((await db.case.findFirstOrThrow()).managementStatus).toBe("con-arreglo");
  });

  test("a payment has its amount or none, above nothing, and no other activity has one", async () => {
    const { gestor, id, read } = await startCase(make);
    const add = async (body: object) =>
      (await gestor.post(`/api/v1/cases/${id}/activities`, body)).status;
    expect(await add({ type: "payment", amount: "0.00" })).toBe(422);
    expect(await add({ type: "payment", amount: "1.999" })).toBe(422);
    expect(await add({ type: "note", amount: "5" })).toBe(422);
    expect((await read()).last_payment_date).toBeNull();
    expect(await add({ type: "payment", notes: "En efectivo" })).toBe(201);
    expect(await read()).toMatchObject({
      last_payment_date: now(),
      activities: [{ type: "payment", amount: null, notes: "En efectivo" }],
    });
    const paid = { case_id: id, type: "payment", management_status: "con-arreglo" };
    expect((await gestor.post("/api/v1/register-management", paid)).body).toMatchObject({
      activity: { type: "payment", amount: null },
      case: { management_status: "con-arreglo" },
    });
    expect(await add({ type: "payment", amount: "0.01" })).toBe(201);
  });

  test("N003-26, N003-55 an activity has its type and its author; another type is 422", async () => {
    const { gestor, other, admin, id } = await startCase(make);
    const path = `/api/v1/cases/${id}/activities`;
    for (const type of ["call", "email", "visit", "note", "promise"]) {
      expect((await gestor.post(path, { type })).body).toMatchObject({
        type,
        created_by_id: gestor.id,
        notes: null,
      });
    }
    expect((await admin.post(path, { type: "note" })).body.created_by_id).toBe(admin.id);
    expect((await gestor.post(path, { type: "fax" })).status).toBe(422);
    expect((await other.post(path, { type: "note" })).status).toBe(403);
    expect((await admin.post("/api/v1/cases/999/activities", { type: "note" })).status).toBe(404);
  });

  test("N003-56 the activities of a case come newest first", async () => {
    const { gestor, other, id } = await startCase(make);
    for (const notes of ["uno", "dos", "tres"]) { await gestor.post(`/api/v1/cases/${id}/activities`, { type: "note", notes }); }
    const { body } = await gestor.get(`/api/v1/activities/case/${id}`);
    expect(body.items.map(({ notes }: { notes: string }) => notes)).toEqual(["tres", "dos", "uno"]);
    expect((await gestor.get(`/api/v1/activities/case/${id}?limit=1&page=3`)).body).toMatchObject({
      total: 3,
      items: [{ notes: "uno" }],
    });
    expect((await other.get(`/api/v1/activities/case/${id}`)).status).toBe(403);
  });

  test("N003-57 its author and an administrator remove an activity", async () => {
    const { gestor, other, admin, id } = await startCase(make);
    const add = async () =>
      (await gestor.post(`/api/v1/cases/${id}/activities`, { type: "note" })).body.id as number;
    const [one, two] = [await add(), await add()];
    expect((await other.remove(`/api/v1/activities/${one}`)).status).toBe(403);
    expect((await gestor.remove(`/api/v1/activities/${one}`)).status).toBe(204);
    expect((await admin.remove(`/api/v1/activities/${two}`)).status).toBe(204);
    expect((await admin.remove(`/api/v1/activities/${two}`)).status).toBe(404);
  });

  test("N003-53 a promise is pending and turns its case to promesa; a past day, no amount and a paid case are refused", async () => {
    const { gestor, other, admin, id, read } = await startCase(make);
    const path = `/api/v1/cases/${id}/promises`;
    const good = { amount: "250.00", promise_date: now(), notes: "Paga hoy" };
    const { status, body } = await gestor.post(path, good);
    expect([status, body]).toMatchObject([201, { ...good, case_id: id, status: "pending" }]);
    expect((await read()).status).toBe("promesa");
    for (const wrong of [{ promise_date: addDays(now(), -1) }, { amount: "0" }, { amount: "-5" }]) { expect((await gestor.post(path, { ...good, ...wrong })).status).toBe(422); }
    expect((await other.post(path, good)).status).toBe(403);
    await admin.post("/api/v1/update-status", { case_id: id, status: "pagada" });
    expect((await gestor.post(path, good)).status).toBe(409);
    expect(await read()).toMatchObject({ status: "pagada", promises: [{ amount: "250.00" }] });
  });

  test("N003-54, N003-25 a promise is kept or broken, changes the KPI and the day of payment, and never goes back to pending", async () => {
    const { gestor, other, admin, id, read } = await startCase(make);
    const { body } = await gestor.post(`/api/v1/cases/${id}/promises`, {
      amount: "100",
      promise_date: now(),
    });
    expect([body.status, body.fulfilled_date]).toEqual(["pending", null]);
    const path = `/api/v1/promises/${body.id}`;
    const recovered = async () =>
      (await admin.get("/api/v1/dashboard/kpis")).body.amount_recovered as string;
    expect(await recovered()).toBe("0.00");
    const yesterday = addDays(now(), -1);
    expect(
      (await gestor.patch(path, { status: "fulfilled", fulfilled_date: yesterday })).body,
    ).toMatchObject({ status: "fulfilled", fulfilled_date: yesterday });
    expect([await recovered(), (await read()).last_payment_date]).toEqual(["100.00", yesterday]);
    expect((await gestor.patch(path, { status: "pending" })).status).toBe(409);
    const earlier = { status: "fulfilled", fulfilled_date: addDays(now(), -5) };
    await gestor.patch(path, earlier);
    expect((await read()).last_payment_date).toBe(yesterday);
    expect((await gestor.patch(path, { status: "broken" })).body.fulfilled_date).toBeNull();
    expect(await recovered()).toBe("0.00");
    expect((await gestor.patch(path, { status: "fulfilled" })).body.fulfilled_date).toBe(now());
    const tomorrow = { status: "fulfilled", fulfilled_date: addDays(now(), 1) };
    for (const wrong of [tomorrow, { status: "lost" }, { status: "broken", fulfilled_date: now() }]) { expect((await gestor.patch(path, wrong)).status).toBe(422); }
    expect((await other.patch(path, { status: "broken" })).status).toBe(403);
    expect((await admin.patch("/api/v1/promises/999", { status: "broken" })).status).toBe(404);
  });

  test("twenty promises at once on one case, while it is paid, leave no promise after the payment", async () => {
    const { gestor, admin, id, db } = await startCase(make);
    const promise = { amount: "10", promise_date: now() };
    const answers = await Promise.all([
      ...Array.from({ length: 20 }, () => gestor.post(`/api/v1/cases/${id}/promises`, promise)),
      admin.post("/api/v1/update-status", { case_id: id, status: "pagada" }),
    ]);
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => ![200, 201, 409].includes(status))).toEqual([]);
    expect(await db.promise.count()).toBe(statuses.filter((status) => status === 201).length);
  });

  test("N003-75 a gestor's panel has the own figures, what is due or late, and cases without management", async () => {
    const { gestor, other, admin, id, db } = await startCase(make);
    const path = `/api/v1/cases/${id}/promises`;
    for (const days of [0, 0, 1, 2]) { await gestor.post(path, { amount: "10", promise_date: addDays(now(), days) }); }
    await db.promise.update({ where: { id: 2 }, data: { promiseDate: addDays(now(), -3) } });
    await gestor.patch("/api/v1/promises/4", { status: "fulfilled" });
    const ids = (list: { id: number }[]) => list.map((item) => item.id);
    const alerts = (await gestor.get("/api/v1/gestor/alerts")).body;
    expect([ids(alerts.promises), ids(alerts.cases)]).toEqual([[2, 1], [id]]);
    await gestor.post("/api/v1/register-management", {
      case_id: id,
      type: "call",
      management_status: "contactado",
    });
    expect(ids((await gestor.get("/api/v1/gestor/alerts")).body.cases)).toEqual([]);
    expect((await other.get("/api/v1/gestor/alerts")).body).toEqual({ promises: [], cases: [] });
    await other.get("/api/v1/gestor/kpis");
    const kpis = (await gestor.get("/api/v1/gestor/kpis")).body;
    expect(kpis).toEqual((await admin.get(`/api/v1/dashboard/kpis?gestor_id=${gestor.id}`)).body);
    expect(kpis).toMatchObject({ amount_recovered: "10.00", managements: 1 });
    expect((await other.get("/api/v1/gestor/kpis")).body.amount_recovered).toBe("0.00");
  });
}
