/** Which cases somebody may see, and those of them that fit a filter. Knows no HTTP. */

import type { Database, Transaction } from "../../database/open-database.ts";
import { AppError } from "../../errors.ts";
import type { Prisma } from "../../generated/postgresql/client.ts";
import type { Engine } from "../../prisma/schema.ts";
import type { CurrentUser } from "../auth/service.ts";
import { createdWithin } from "../days.ts";
import { withCartera, withRelations } from "./json.ts";
import { type CaseState, idOfState, type ManagementState } from "./states.ts";

export const sortFields = {
  id: "id",
  nro_cliente: "nroCliente",
  entity: "entity",
  debtor_name: "debtorName",
  amount: "amount",
  last_payment_date: "lastPaymentDate",
  created_at: "createdAt",
  updated_at: "updatedAt",
} as const;

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
  sort_by: keyof typeof sortFields;
  sort_dir: "asc" | "desc";
}

/** What depends on where the app runs */
export interface Place {
  engine: Engine;
  timezone: string;
}

export async function listCases(
  db: Database,
  user: CurrentUser,
  filter: CaseFilter,
  { sort_by, sort_dir, ...slice }: CaseOrder & { skip: number; take: number },
  place: Place,
) {
  const where = { AND: [ownedBy(user), whereOf(filter, place)] };
  const [total, items] = await Promise.all([
    db.case.count({ where }),
    db.case.findMany({
      where,
      include: withCartera,
      orderBy: [{ [sortFields[sort_by]]: sort_dir }, { id: sort_dir }],
      ...slice,
    }),
  ]);
  return { total, items };
}

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

function whereOf(filter: CaseFilter, { engine, timezone }: Place): Prisma.CaseWhereInput {
  const { status, management_status, cartera, assigned_to_id, text } = filter;
  const contains = {
    contains: text ?? "",
    ...(engine === "postgresql" && { mode: "insensitive" as const }), // the others do so anyway
  };
  return {
    ...(status && { statusId: idOfState(status) }),
    ...(management_status && { managementStatus: management_status }),
    ...(cartera && { cartera: { name: cartera } }),
    ...(assigned_to_id && { assignedToId: assigned_to_id }),
    ...(filter.unassigned !== undefined && {
      assignedToId: filter.unassigned ? null : { not: null },
    }),
    ...(text && {
      OR: ["debtorName", "entity", "dni", "nroCliente"].map((field) => ({ [field]: contains })),
    }),
    createdAt: createdWithin(filter, timezone),
  };
}
