/**
 * The tables of the collections as they are made, read from SQLite; drift tests hold the other
 * engines to the same models.
 */

import { describe, expect, test } from "vitest";

import { startApp, type TestApp } from "./helper.ts";

interface Column {
  name: string;
  type: string;
  notnull: bigint;
  dflt_value: string | null;
}

/** Type, `?` where it may be null, `=` and its default, `*` when it is indexed, `!` uniquely. */
async function describeTable({ db }: TestApp, table: string): Promise<Record<string, string>> {
  const columns = await db.$queryRawUnsafe<Column[]>(`select * from pragma_table_info('${table}')`);
  const indexed = await db.$queryRawUnsafe<{ name: string; unique: bigint }[]>(
    `select i.name, l."unique" from pragma_index_list('${table}') l, pragma_index_info(l.name) i where i.seqno = 0`,
  );
  return Object.fromEntries(
    columns.map(({ name, type, notnull, dflt_value }) => {
      const index = indexed.find((found) => found.name === name);
      const mark = index ? (index.unique ? "!" : "*") : "";
      const fallback = dflt_value === null ? "" : `=${dflt_value.replaceAll("'", "")}`;
      return [name, `${type.toLowerCase()}${notnull ? "" : "?"}${fallback}${mark}`];
    }),
  );
}

describe("models", () => {
  test("N003-12, N003-15, N003-25 users, cases and promises have their columns, defaults and indexes", async () => {
    const app = await startApp();
    expect(await describeTable(app, "users")).toMatchObject({
      id: "integer",
      username: "text!",
      password_hash: "text",
      role: "text*",
      active: "boolean=true",
      created_at: "datetime=CURRENT_TIMESTAMP",
      updated_at: "datetime",
    });
    expect(await describeTable(app, "cases")).toMatchObject({
      id: "integer",
      nro_cliente: "text?!",
      entity: "text*",
      debtor_name: "text*",
      dni: "text?*",
      amount: "bigint", // cents
      status_id: "integer=1*", // en_gestion
      management_status: "text?=sin-gestion*",
      cartera_id: "integer*",
      assigned_to_id: "integer?*",
      address: "text?",
      phone: "text?",
      email: "text?",
      last_payment_date: "text?*",
      notes: "text?",
      created_at: "datetime=CURRENT_TIMESTAMP*",
      updated_at: "datetime",
    });
    expect(await describeTable(app, "promises")).toEqual({
      id: "integer",
      case_id: "integer*",
      amount: "bigint",
      promise_date: "text*",
      status: "text=pending*",
      fulfilled_date: "text?*",
      notes: "text?",
      created_at: "datetime=CURRENT_TIMESTAMP",
      updated_at: "datetime",
    });
  });

  test("N003-26, N003-27, N003-20 so have activities, messages and the number of the client", async () => {
    const app = await startApp();
    expect(await describeTable(app, "activities")).toEqual({
      id: "integer",
      case_id: "integer*",
      type: "text*",
      amount: "bigint?",
      notes: "text?",
      created_by_id: "integer*",
      created_at: "datetime=CURRENT_TIMESTAMP*",
    });
    expect(await describeTable(app, "contact_submissions")).toEqual({
      id: "integer",
      name: "text",
      email: "text",
      phone: "text?",
      message: "text",
      created_at: "datetime=CURRENT_TIMESTAMP",
    });
    expect((await describeTable(app, "cases"))["nro_cliente"]).toBe("text?!");
  });

  test("N003-13 a user has the assigned cases and the created activities", async () => {
    const { as, db } = await startApp();
    const [gestor, other] = [await as("GESTOR"), await as("GESTOR")];
    const fields = { entity: "Banco", debtorName: "Rosa", amount: 1n, carteraId: 1 };
    const { id: caseId } = await db.case.create({ data: { ...fields, assignedToId: gestor.id } });
    await db.activity.create({ data: { caseId, type: "call", createdById: other.id } });
    const read = (id: number) =>
      db.user.findUniqueOrThrow({
        where: { id },
        select: { cases: { select: { id: true } }, activities: { select: { type: true } } },
      });
    expect(await read(gestor.id)).toEqual({ cases: [{ id: caseId }], activities: [] });
    expect(await read(other.id)).toEqual({ cases: [], activities: [{ type: "call" }] });
  });
});
