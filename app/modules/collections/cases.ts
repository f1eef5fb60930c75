/** Cases: made, changed and removed, each with its row in the audit log. Knows no HTTP. */

import type { Database, Transaction } from "../../database/open-database.ts";
import { isDuplicate, transact } from "../../database/transact.ts";
import { AppError } from "../../errors.ts";
import { audit } from "../../plugins/audit.ts";
import type { CurrentUser } from "../auth/service.ts";
import { today } from "../days.ts";
import { toCents } from "../money.ts";
import { findCase } from "./find-cases.ts";
import { type CaseRow, toCase, withCartera } from "./json.ts";
import { searchTextOf } from "./search-text.ts";
import { type CaseState, idOfState, type ManagementState } from "./states.ts";

/** Fields as the API names them */
export interface CaseFields {
  nro_cliente?: string | null;
  entity: string;
  debtor_name: string;
  dni?: string | null;
  amount: string;
  status?: CaseState;
  management_status?: ManagementState;
  cartera: string;
  assigned_to_id?: number | null;
  address?: string | null;
  phone?: string | null;
  email?: string | null;
  last_payment_date?: string | null;
  notes?: string | null;
}

/** Throws conflict and unprocessable. */
export async function createCase(
  db: Database,
  user: CurrentUser,
  fields: CaseFields,
  timezone: string,
): Promise<CaseRow> {
  return transact(db, async (tx) => {
    const { entity, debtor_name: debtorName, amount } = fields;
    const created = await tx.case
      .create({
        data: {
          ...(await toData(tx, withPaymentDate(fields, null, timezone))),
          entity,
          debtorName,
          searchText: searchTextOf({ ...toSearched(fields), entity, debtorName }),
          amount: toCents(amount),
          carteraId: await findCartera(tx, fields.cartera),
        },
        include: withCartera,
      })
      .catch(explain);
    await audit(tx, {
      action: "CASE_CREATED",
      model: "Case",
      objectId: created.id,
      userId: user.id,
      payload: { ...toCase(created) },
    });
    return created;
  });
}

/** Throws not_found, forbidden, conflict and unprocessable. */
export async function updateCase(
  db: Database,
  user: CurrentUser,
  id: number,
  fields: Partial<CaseFields>,
  timezone: string,
): Promise<CaseRow> {
  return transact(db, async (tx) => {
    const before = await findCase(tx, user, id);
    const assigned = fields.assigned_to_id;
    if (user.role !== "ADMIN" && assigned !== undefined && assigned !== before.assignedToId) {
      throw new AppError("forbidden", "Only an administrator assigns cases.");
    }
    const changed = await tx.case
      .update({
        where: { id },
        data: {
          ...(await toData(tx, withPaymentDate(fields, before.lastPaymentDate, timezone))),
          searchText: searchTextOf({ ...before, ...toSearched(fields) }),
        },
        include: withCartera,
      })
      .catch(explain);
    const payload = difference(toCase(before), toCase(changed));
    if (Object.keys(payload).length > 0) {
      await audit(tx, {
        action: "status" in payload ? "CASE_STATUS_CHANGED" : "CASE_UPDATED",
        model: "Case",
        objectId: id,
        userId: user.id,
        payload,
      });
    }
    return changed;
  });
}

/** With its promises and activities; the audit log keeps its fields. Throws not_found. */
export async function deleteCase(db: Database, user: CurrentUser, id: number): Promise<void> {
  await transact(db, async (tx) => {
    const found = await findCase(tx, user, id);
    await tx.case.delete({ where: { id } });
    await audit(tx, {
      action: "CASE_DELETED",
      model: "Case",
      objectId: id,
      userId: user.id,
      payload: { ...toCase(found) },
    });
  });
}

/** A case that turns `pagada` without a day of payment was paid today. */
function withPaymentDate<T extends Partial<CaseFields>>(
  fields: T,
  known: string | null,
  timezone: string,
): T {
  return fields.status === "pagada" && !fields.last_payment_date && !known
    ? { ...fields, last_payment_date: today(timezone) }
    : fields;
}

/** What is not given stays out. Throws unprocessable. */
async function toData(tx: Pick<Transaction, "cartera" | "user">, fields: Partial<CaseFields>) {
  const { status, amount, cartera, assigned_to_id: assigned } = fields;
  if (assigned) await checkGestor(tx, assigned);
  return defined({
    nroCliente: fields.nro_cliente,
    entity: fields.entity,
    debtorName: fields.debtor_name,
    dni: fields.dni,
    amount: amount === undefined ? undefined : toCents(amount),
    statusId: status && idOfState(status),
    managementStatus: fields.management_status,
    carteraId: cartera === undefined ? undefined : await findCartera(tx, cartera),
    assignedToId: assigned,
    address: fields.address,
    phone: fields.phone,
    email: fields.email,
    lastPaymentDate: fields.last_payment_date,
    notes: fields.notes,
  });
}

function toSearched(fields: Partial<CaseFields>) {
  const { nro_cliente: nroCliente, entity, debtor_name: debtorName, dni } = fields;
  return defined({ nroCliente, entity, debtorName, dni });
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function defined<T extends object>(fields: T): Defined<T> {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Defined<T>;
}

async function findCartera(tx: Pick<Transaction, "cartera">, name: string): Promise<number> {
  const found = await tx.cartera.findUnique({ where: { name } });
  if (!found) throw new AppError("unprocessable", `There is no cartera "${name}".`);
  return found.id;
}

/** Cases go to active gestores alone. Throws unprocessable. */
export async function checkGestor(tx: Pick<Transaction, "user">, id: number): Promise<void> {
  const found = await tx.user.findFirst({ where: { id, role: "GESTOR", active: true } });
  if (!found) throw new AppError("unprocessable", `User ${id} is no active gestor.`);
}

function explain(error: unknown): never {
  if (!isDuplicate(error, "nro_cliente")) throw error;
  throw new AppError("conflict", "There is a case with this nro_cliente.", { cause: error });
}

type Json = ReturnType<typeof toCase>;

function difference(before: Json, after: Json): Record<string, unknown> {
  const keys = (Object.keys(after) as (keyof Json)[]).filter(
    (key) => key !== "updated_at" && before[key] !== after[key],
  );
  return Object.fromEntries(keys.map((key) => [key, { from: before[key], to: after[key] }]));
}
