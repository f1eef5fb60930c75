/** What claims promise, on whichever database. */

import { expect, test } from "vitest";

import type { MakeDatabase } from "../databases.ts";
import { startApp } from "../helper.ts";

const states = ["pendiente", "en_proceso", "resuelto", "rechazado"];

export function describeClaims(make: MakeDatabase): void {
  test("R002-13 a new claim has id, numero, titulo, estado and an owner", async () => {
    const { as } = await startApp({ make });
    const client = await as("CLIENT");
    const { status, body } = await client.post("/api/reclamos/", {
      titulo: "Sin comprobante 🧾",
      descripcion: "Ñandú",
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      id: 1,
      numero: "R-000001",
      titulo: "Sin comprobante 🧾",
      descripcion: "Ñandú",
      estado: "pendiente",
      user_id: client.id,
    });
    const age = Date.now() - Date.parse(body.created_at);
    expect(Math.abs(age)).toBeLessThan(600_000); // a time zone would make it hours
  });

  test("thirty claims at once get thirty numbers", async () => {
    const { as, db } = await startApp({ make });
    const client = await as("CLIENT");
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        client.post("/api/reclamos", { titulo: `Reclamo ${index}` }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(30).fill(201));
    expect(new Set(answers.map(({ body }) => body.numero as string)).size).toBe(30);
    expect(await db.claim.count()).toBe(30);
  });

  test("R002-12 a claimant sees own claims and cannot change their state; staff can", async () => {
    const { as } = await startApp({ make });
    const [client, other, gestor, admin] = [
      await as("CLIENT"),
      await as("CLIENT"),
      await as("GESTOR"),
      await as("ADMIN"),
    ];
    const {
      body: { id },
    } = await client.post("/api/reclamos", { titulo: "Mío" });
    await other.post("/api/reclamos", { titulo: "Ajeno" });
    expect((await client.get("/api/reclamos")).body).toMatchObject({
      total: 1,
      items: [{ titulo: "Mío" }],
    });
    expect((await gestor.get("/api/reclamos")).body.total).toBe(2);
    expect((await client.patch(`/api/reclamos/${id}`, { estado: "resuelto" })).status).toBe(403);
    expect((await gestor.patch(`/api/reclamos/${id}`, { estado: "en_proceso" })).body.estado).toBe(
      "en_proceso",
    );
    expect((await admin.patch(`/api/reclamos/${id}/`, { estado: "resuelto" })).body.estado).toBe(
      "resuelto",
    );
    expect((await client.get(`/api/reclamos/${id}`)).body.estado).toBe("resuelto");
  });

  test("R002-16 a claimant gets the own claims alone, and 403 for another's", async () => {
    const { as, get } = await startApp({ make });
    const [client, other] = [await as("CLIENT"), await as("CLIENT")];
    const {
      body: { id },
    } = await client.post("/api/reclamos", { titulo: "Mío" });
    expect((await client.get(`/api/reclamos/${id}`)).status).toBe(200);
    expect((await other.get(`/api/reclamos/${id}`)).status).toBe(403);
    expect((await other.get("/api/reclamos")).body).toEqual({ total: 0, items: [] });
    expect((await client.get("/api/reclamos/999999")).status).toBe(404);
    expect((await get(`/api/reclamos/${id}`)).status).toBe(401);
  });

  test("the list comes newest first, page by page, and of one state when asked", async () => {
    const { as } = await startApp({ make });
    const gestor = await as("GESTOR");
    for (const titulo of ["uno", "dos", "tres"]) await gestor.post("/api/reclamos", { titulo });
    await gestor.patch("/api/reclamos/1", { estado: "resuelto" });
    const titles = async (query: string) =>
      (await gestor.get(`/api/reclamos?${query}`)).body.items.map(
        ({ titulo }: { titulo: string }) => titulo,
      );
    expect(await titles("limit=2")).toEqual(["tres", "dos"]);
    expect(await titles("limit=2&page=2")).toEqual(["uno"]);
    expect(await titles("estado=resuelto")).toEqual(["uno"]);
  });

  test("X27 there are four states, and no other is taken", async () => {
    const { as } = await startApp({ make });
    const gestor = await as("GESTOR");
    await gestor.post("/api/reclamos", { titulo: "Estados" });
    for (const estado of states) {
      expect((await gestor.patch("/api/reclamos/1", { estado })).body.estado).toBe(estado);
    }
    const wrong = await gestor.patch("/api/reclamos/1", { estado: "perdido" });
    expect([wrong.status, wrong.body.error]).toEqual([422, "unprocessable"]);
  });

  test("each change of state is in the audit log once, with both states", async () => {
    const { as, db } = await startApp({ make });
    const gestor = await as("GESTOR");
    await gestor.post("/api/reclamos", { titulo: "Auditado" });
    for (const estado of ["resuelto", "resuelto"]) {
      await gestor.patch("/api/reclamos/1", { estado });
    }
    const rows = await db.auditLog.findMany({ where: { model: "Claim" }, orderBy: { id: "asc" } });
    expect(rows.map(({ action, payload }) => [action, JSON.parse(payload)])).toEqual([
      ["CLAIM_CREATED", { numero: "R-000001" }],
      ["CLAIM_STATE_CHANGED", { from: "pendiente", to: "resuelto" }],
    ]);
  });

  test("its owner gets a mail with this subject and this body", async () => {
    const { as, db, logged } = await startApp({ make });
    const client = await as("CLIENT");
    await client.post("/api/reclamos", { titulo: "Cobro doble" });
    const [line] = await logged("Mail sent to the log");
    expect(line!["mail"]).toEqual({
      to: `${client.username}@example.com`,
      subject: "Reclamo #R-000001 creado exitosamente",
      body: "Tu reclamo 'Cobro doble' ha sido registrado con el número R-000001.",
    });
    await logged("Task done");
    expect(await db.outbox.count()).toBe(0);
  });

  test("a claim whose task cannot be written is not there either", async () => {
    const { as, db } = await startApp({ make });
    const client = await as("CLIENT");
    await db.$executeRawUnsafe("DROP TABLE outbox");
    expect((await client.post("/api/reclamos", { titulo: "Nunca" })).status).toBe(500);
    expect([
      await db.claim.count(),
      await db.auditLog.count({ where: { model: "Claim" } }),
    ]).toEqual([0, 0]);
  });

  test("what a database could not hold is refused with 422, never 500", async () => {
    const { as } = await startApp({ make });
    const gestor = await as("GESTOR");
    const titles = ["", "a\0b", "\ud800", "x".repeat(201)];
    for (const titulo of titles) {
      expect((await gestor.post("/api/reclamos", { titulo })).status).toBe(422);
    }
    const paths = ["2147483648", "-1", "1e30", "abc"].map((id) => `/api/reclamos/${id}`);
    const queries = ["page=1e30", "page=0", "limit=101", "estado=x"].map(
      (query) => `/api/reclamos?${query}`,
    );
    for (const path of [...paths, ...queries]) {
      expect([path, (await gestor.get(path)).status]).toEqual([path, 422]);
    }
    expect(
      (
        await gestor.post("/api/reclamos", {
          titulo: "ñ".repeat(200),
          descripcion: "x".repeat(10_000),
        })
      ).status,
    ).toBe(201);
  });
}
