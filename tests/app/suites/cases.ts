/** What the cases of the collections promise, on whichever database. */

import { expect, test } from "vitest";

import type { MakeDatabase } from "../databases.ts";
import { startApp } from "../helper.ts";
import { fields } from "./case-fields.ts";

export function describeCases(make: MakeDatabase): void {
  test("N003-46 an administrator opens a case, a gestor may not, and a missing field is 422", async () => {
    const { as } = await startApp({ make });
    const [admin, gestor] = [await as("ADMIN"), await as("GESTOR")];
    const { status, body } = await admin.post("/api/v1/cases", fields);
    expect([status, body.debtor_name, body.cartera]).toEqual([201, "Rosa Ñandú", "A"]);
    expect((await gestor.post("/api/v1/cases", fields)).status).toBe(403);
    for (const name of Object.keys(fields)) {
      const { [name as "entity"]: _, ...rest } = fields;
      expect([name, (await admin.post("/api/v1/cases", rest)).status]).toEqual([name, 422]);
    }
  });

  test("N003-16 a new case is en_gestion, and there are four states and no other", async () => {
    const { as } = await startApp({ make });
    const admin = await as("ADMIN");
    const { body } = await admin.post("/api/v1/cases", fields);
    expect(body.status).toBe("en_gestion");
    for (const status of ["promesa", "pagada", "incobrable", "en_gestion"]) { expect((await admin.put(`/api/v1/cases/${body.id}`, { status })).body.status).toBe(status); }
    expect((await admin.put(`/api/v1/cases/${body.id}`, { status: "perdida" })).status).toBe(422);
  });

  test("N003-17 a new case is sin-gestion, and there are five such states and no other", async () => {
    const { as } = await startApp({ make });
    const admin = await as("ADMIN");
    const { body } = await admin.post("/api/v1/cases", fields);
    expect(body.management_status).toBe("sin-gestion");
    const path = `/api/v1/cases/${body.id}`;
    for (const state of ["contactado", "con-arreglo", "incobrable", "de-baja", "sin-gestion"]) {
      expect((await admin.put(path, { management_status: state })).body.management_status).toBe(
        state,
      );
    }
    expect((await admin.put(path, { management_status: "x" })).status).toBe(422);
  });

  test("N003-18, N003-23, N003-24 the carteras A, B and C and the four states are there; another cartera is 422", async () => {
    const { as } = await startApp({ make });
    const admin = await as("ADMIN");
    const carteras = (await admin.get("/api/v1/carteras")).body as { name: string }[];
    expect(carteras.map(({ name }) => name)).toEqual(["A", "B", "C"]);
    const states = (await admin.get("/api/v1/case-statuses")).body as { code: string }[];
    expect(states.map(({ code }) => code)).toEqual([
      "en_gestion",
      "promesa",
      "pagada",
      "incobrable",
    ]);
    expect((await admin.post("/api/v1/cases", { ...fields, cartera: "Z" })).status).toBe(422);
    expect((await admin.post("/api/v1/cases", { ...fields, cartera: "C" })).body.cartera).toBe("C");
  });

  test("N003-15 an amount keeps two decimals exactly, up to the range of numeric(15,2), and is never rounded", async () => {
    const { as } = await startApp({ make });
    const admin = await as("ADMIN");
    for (const [given, shown] of [
      ["0.1", "0.10"],
      ["9999999999999.99", "9999999999999.99"],
      ["7", "7.00"],
    ]) {
      const { body } = await admin.post("/api/v1/cases", { ...fields, amount: given });
      expect((await admin.get(`/api/v1/cases/${body.id}`)).body.amount).toBe(shown);
    }
    for (const amount of ["1.005", "-1", "10000000000000", "1e3", "", "x"]) {
      expect([amount, (await admin.post("/api/v1/cases", { ...fields, amount })).status]).toEqual([
        amount,
        422,
      ]);
    }
  });

  test("N003-20, N003-21 nro_cliente is unique when present; address and contacts are written and read", async () => {
    const { as } = await startApp({ make });
    const admin = await as("ADMIN");
    const more = {
      nro_cliente: "C-1",
      address: "Av. Mitre 1",
      phone: "+54 11 5555",
      email: "r@example.com",
    };
    const { body } = await admin.post("/api/v1/cases", { ...fields, ...more });
    expect((await admin.get(`/api/v1/cases/${body.id}`)).body).toMatchObject(more);
    expect((await admin.post("/api/v1/cases", { ...fields, ...more })).status).toBe(409);
    for (let count = 0; count < 2; count++) { expect((await admin.post("/api/v1/cases", fields)).status).toBe(201); }
    expect((await admin.put(`/api/v1/cases/${body.id}`, { phone: null })).body.phone).toBeNull();
  });

  test("N003-45, N003-50 each filter narrows the list, and a gestor sees the own cases alone", async () => {
    const { as, db } = await startApp({ make });
    const [admin, gestor, other] = [await as("ADMIN"), await as("GESTOR"), await as("GESTOR")];
    const open = async (more: object) =>
      (await admin.post("/api/v1/cases", { ...fields, ...more })).body.id as number;
    const one = await open({ assigned_to_id: gestor.id, cartera: "B", dni: "30111222" });
    const two = await open({ assigned_to_id: other.id, status: "incobrable", nro_cliente: "X-9" });
    const three = await open({ management_status: "contactado", debtor_name: "Carlos Paz" });
    await db.case.update({
      where: { id: three },
      data: { createdAt: new Date("2026-01-31T02:59:00Z") },
    });
    const ids = async (query: string, who = admin) => {
      const { body } = await who.get(`/api/v1/cases?sort_by=id&sort_dir=asc&${query}`);
      return body.items.map(({ id }: { id: number }) => id) as number[];
    };
    expect(await ids("")).toEqual([one, two, three]);
    expect(await ids("status=incobrable")).toEqual([two]);
    expect(await ids("management_status=contactado")).toEqual([three]);
    expect(await ids("cartera=B")).toEqual([one]);
    expect(await ids(`assigned_to_id=${gestor.id}`)).toEqual([one]);
    expect(await ids("unassigned=true")).toEqual([three]);
    expect(await ids("text=cArLoS")).toEqual([three]);
    expect(await ids("text=x-9")).toEqual([two]);
    expect(await ids("text=30111222")).toEqual([one]);
    const folded = await open({ debtor_name: "José Ñandú", entity: "BANCO DE CRÉDITO" });
    const parts = await open({ debtor_name: "JOSE\u0301 Łódź", entity: "Straße 100%" });
    const far = await open({ debtor_name: "Жуков", entity: "Αθήνα" });
    for (const text of ["JOSÉ", "josé", "jose", "JOSE", "jose\u0301", "Jósè"]) {
      expect([text, await ids(`text=${encodeURIComponent(text)}`)]).toEqual([text, [folded, parts]]);
    }
    for (const [text, found] of [
      ["jose nandu", [folded]],
      ["banco de credito", [folded]],
      ["lodz", [parts]],
      ["STRASSE", [parts]],
      ["strasse 100%", [parts]],
      ["strasse_100", []],
      ["жУКОВ", [far]],
      ["ΑΘΗΝΑ", [far]],
      ["josefa", []],
    ] as const) {
      expect([text, await ids(`text=${encodeURIComponent(text)}`)]).toEqual([text, found]);
    }
    await admin.put(`/api/v1/cases/${far}`, { debtor_name: "Núñez" });
    expect(await ids("text=NUNEZ")).toEqual([far]);
    expect(await ids(`text=${encodeURIComponent("αθηνα")}`)).toEqual([far]);
    // as an older version leaves it
    await db.case.updateMany({ where: { id: folded }, data: { searchText: null } });
    expect(await ids("text=BANCO%20DE")).toEqual([folded]);
    await db.case.deleteMany({ where: { id: { in: [folded, parts, far] } } });
    // by the clock of Buenos Aires
    expect(await ids("start_date=2026-01-30&end_date=2026-01-30")).toEqual([three]);
    expect(await ids("end_date=2026-01-29")).toEqual([]);
    expect(await ids("", gestor)).toEqual([one]);
    expect(await ids(`assigned_to_id=${other.id}`, gestor)).toEqual([]);
    expect((await gestor.get("/api/v1/cases/gestor")).body.items).toMatchObject([{ id: one }]);
    expect((await other.get("/api/v1/cases/gestor")).body.total).toBe(1);
  });

  test("the list is sorted and paged as asked, with every case once", async () => {
    const { as } = await startApp({ make });
    const admin = await as("ADMIN");
    for (const amount of ["30", "10", "20", "10"]) { await admin.post("/api/v1/cases", { ...fields, amount }); }
    const page = async (number: number) =>
      (await admin.get(`/api/v1/cases?sort_by=amount&sort_dir=asc&per_page=3&page=${number}`)).body;
    const [one, two] = [await page(1), await page(2)];
    expect([...one.items, ...two.items].map(({ amount, id }) => [amount, id])).toEqual([
      ["10.00", 2],
      ["10.00", 4],
      ["20.00", 3],
      ["30.00", 1],
    ]);
    expect([one.total, one.page, one.per_page, two.page]).toEqual([4, 1, 3, 2]);
  });

  test("N003-19, N003-47 the detail shows promises, activities and gestor, the list does not; 404 and 403 as it is due", async () => {
    const { as } = await startApp({ make });
    const [admin, gestor, other] = [await as("ADMIN"), await as("GESTOR"), await as("GESTOR")];
    const { id } = (await admin.post("/api/v1/cases", { ...fields, assigned_to_id: gestor.id }))
      .body;
    await gestor.post(`/api/v1/cases/${id}/activities`, { type: "call", notes: "No atiende" });
    await gestor.post(`/api/v1/cases/${id}/promises`, { amount: "5", promise_date: "2299-01-01" });
    const { status, body } = await gestor.get(`/api/v1/cases/${id}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      assigned_to: { id: gestor.id, username: gestor.username },
      promises: [{ amount: "5.00", status: "pending" }],
      activities: [{ type: "call", notes: "No atiende", created_by_id: gestor.id }],
    });
    const listed = (await gestor.get("/api/v1/cases")).body.items[0];
    expect(["promises", "activities", "assigned_to"].filter((key) => key in listed)).toEqual([]);
    expect((await gestor.get("/api/v1/cases/999999")).status).toBe(404);
    expect((await other.get(`/api/v1/cases/${id}`)).status).toBe(403);
  });

  test("what no database could hold is 422, and script text comes back as it was, as JSON", async () => {
    const { as } = await startApp({ make });
    const admin = await as("ADMIN");
    for (const wrong of [
      { entity: "" },
      { entity: "x".repeat(201) },
      { notes: "a\0b" },
      { last_payment_date: "2026-02-30" },
      { last_payment_date: "0001-01-01" },
      { assigned_to_id: 2_147_483_648 },
    ]) {
      expect([wrong, (await admin.post("/api/v1/cases", { ...fields, ...wrong })).status]).toEqual([
        wrong,
        422,
      ]);
    }
    for (const query of ["page=0", "per_page=101", "sort_by=password", "start_date=9999-12-31"]) { expect([query, (await admin.get(`/api/v1/cases?${query}`)).status]).toEqual([query, 422]); }
    const notes = "<script>alert(1)</script>";
    const { body, headers } = await admin.post("/api/v1/cases", { ...fields, notes });
    expect([body.notes, headers["content-type"]]).toEqual([
      notes,
      "application/json; charset=utf-8",
    ]);
  });
}
