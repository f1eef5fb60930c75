/** Which cases somebody may see, and those of them that fit a filter. Knows no HTTP. */

import { empty, join, raw, type Sql, sqltag as sql } from "@prisma/client/runtime/client";

import type { Database, Transaction } from "../../database/open-database.ts";
import { readRows } from "../../database/read-rows.ts";
import { AppError } from "../../errors.ts";
import type { CurrentUser } from "../auth/service.ts";
import { createdWithin } from "../days.ts";
import { type CaseRow, withCartera, withRelations } from "./json.ts";
import { foldText } from "./search-text.ts";
import { type CaseState, idOfState, type ManagementState } from "./states.ts";

/** Columns of the table */
export const sortFields = [
  ...["id", "nro_cliente", "entity", "debtor_name", "amount"],
  ...["last_payment_date", "created_at", "updated_at"],
] as const;

export interface CaseFilter {
  status?: CaseState;
  management_status?: ManagementState;
  cartera?: string;
  assigned_to_id?: number;
  unassigned?: boolean;
  text?: string;
  start_date?: string;
  end_date?: string;
}

export interface CaseOrder {
  sort_by: (typeof sortFields)[number];
  sort_dir: "asc" | "desc";
}

/** What depends on where the app runs */
export interface Place {
  timezone: string;
}

export async function listCases(
  db: Database,
  user: CurrentUser,
  filter: CaseFilter,
  { sort_by, sort_dir, skip, take }: CaseOrder & { skip: number; take: number },
  place: Place,
): Promise<CaseRow[]> {
  const [column, direction] = [raw(`c.${sort_by}`), raw(sort_dir)];
  const rows = await readRows<Omit<CaseRow, "cartera"> & { cartera: string }>(
    db,
    sql`select ${columns} from cases c ${whereOf(user, filter, place)}
      order by ${column} ${direction}, c.id ${direction} limit ${take} offset ${skip}`,
  );
  return rows.map((row) => ({ ...row, cartera: { name: row.cartera } }));
}

/** Reads all that fit: as slow as there are many. */
export async function countCases(
  db: Database,
  user: CurrentUser,
  filter: CaseFilter,
  place: Place,
): Promise<number> {
  const where = whereOf(user, filter, place);
  const [row] = await readRows<{ total: bigint | number }>(
    db,
    sql`select count(*) as total from cases c ${where}`,
  );
  return Number(row!.total);
}

const columns = raw(`c.id, c.nro_cliente as "nroCliente", c.entity, c.debtor_name as "debtorName",
  c.dni, c.amount, c.status_id as "statusId", c.management_status as "managementStatus",
  c.cartera_id as "carteraId", (select name from carteras where id = c.cartera_id) as cartera,
  c.assigned_to_id as "assignedToId", c.address, c.phone, c.email,
  c.last_payment_date as "lastPaymentDate", c.notes, c.created_at as "createdAt",
  c.updated_at as "updatedAt"`);

/** With relations. Throws not_found and forbidden. */
export async function readCase(db: Database, user: CurrentUser, id: number) {
  return allow(user, await db.case.findUnique({ where: { id }, include: withRelations }));
}

/** Throws not_found and forbidden. */
export async function findCase(tx: Pick<Transaction, "case">, user: CurrentUser, id: number) {
  return allow(user, await tx.case.findUnique({ where: { id }, include: withCartera }));
}

/** A gestor has the assigned cases, an administrator all. */
export function ownedBy({ id, role }: CurrentUser): { assignedToId?: number } {
  return role === "ADMIN" ? {} : { assignedToId: id };
}

function allow<T extends { assignedToId: number | null }>(user: CurrentUser, found: T | null): T {
  if (!found) throw new AppError("not_found", "There is no such case.");
  if (user.role !== "ADMIN" && found.assignedToId !== user.id) {
    throw new AppError("forbidden", "This case is assigned to somebody else.");
  }
  return found;
}

function whereOf(user: CurrentUser, filter: CaseFilter, { timezone }: Place): Sql {
  const { assigned_to_id, unassigned, text } = filter;
  const { assignedToId: owner } = ownedBy(user);
  const { gte, lt } = createdWithin(filter, timezone);
  const conditions = [
    ...kindOf(filter),
    owner && sql`c.assigned_to_id = ${owner}`,
    assigned_to_id && sql`c.assigned_to_id = ${assigned_to_id}`,
    unassigned !== undefined && raw(`c.assigned_to_id is ${unassigned ? "" : "not"} null`),
    text && contains(text),
    gte && sql`c.created_at >= ${gte}`,
    lt && sql`c.created_at < ${lt}`,
  ].filter((condition) => typeof condition === "object");
  return conditions.length > 0 ? sql`where ${join(conditions, " and ")}` : empty;
}

function kindOf({ status, management_status, cartera }: CaseFilter) {
  return [
    status && sql`c.status_id = ${idOfState(status)}`,
    management_status && sql`c.management_status = ${management_status}`,
    cartera && sql`c.cartera_id in (select id from carteras where name = ${cartera})`,
  ];
}

/** Rows that are not folded yet, because an older version wrote them, fit as they are written. */
function contains(text: string): Sql {
  const like = (expression: string, part: string) =>
    sql`${raw(expression)} like ${`%${part.replace(/[!%_]/g, "!$&")}%`} escape '!'`;
  const plain = ["debtor_name", "entity", "dni", "nro_cliente"].map((column) =>
    like(`lower(c.${column})`, text.toLowerCase()),
  );
  return sql`(${like("c.search_text", foldText(text))}
    or (c.search_text is null and (${join(plain, " or ")})))`;
}
