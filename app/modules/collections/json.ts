/**
 * Cases, promises and activities as the API shows them: their schemas, and rows turned into them.
 */

import { Type } from "typebox";

import type { Prisma } from "../../generated/postgresql/client.ts";
import { toMoney } from "../money.ts";
import { moment, nullable } from "../schemas.ts";
import {
  type ActivityType,
  activityTypes,
  caseStates,
  type ManagementState,
  managementStates,
  type PromiseState,
  promiseStates,
  stateOfId,
} from "./states.ts";

const maybe = nullable(Type.String());

export const promiseSchema = Type.Object({
  id: Type.Integer(),
  case_id: Type.Integer(),
  amount: Type.String(),
  promise_date: Type.String(),
  status: Type.Enum([...promiseStates]),
  fulfilled_date: maybe,
  notes: maybe,
  created_at: moment,
  updated_at: moment,
});

export const activitySchema = Type.Object({
  id: Type.Integer(),
  case_id: Type.Integer(),
  type: Type.Enum([...activityTypes]),
  amount: maybe,
  notes: maybe,
  created_by_id: Type.Integer(),
  created_at: moment,
});

export const caseSchema = Type.Object({
  id: Type.Integer(),
  nro_cliente: maybe,
  entity: Type.String(),
  debtor_name: Type.String(),
  dni: maybe,
  amount: Type.String(),
  status: Type.Enum([...caseStates]),
  management_status: Type.Unsafe<ManagementState | null>({ enum: [...managementStates, null] }),
  cartera: Type.String(),
  assigned_to_id: nullable(Type.Integer()),
  address: maybe,
  phone: maybe,
  email: maybe,
  last_payment_date: maybe,
  notes: maybe,
  created_at: moment,
  updated_at: moment,
});

/** With relations */
export const caseDetailSchema = Type.Object({
  ...caseSchema.properties,
  assigned_to: Type.Union([
    Type.Object({ id: Type.Integer(), username: Type.String() }),
    Type.Null(),
  ]),
  promises: Type.Array(promiseSchema),
  activities: Type.Array(activitySchema),
});

export const withCartera = { cartera: { select: { name: true } } } as const;

export const withRelations = {
  ...withCartera,
  assignedTo: { select: { id: true, username: true } },
  promises: { orderBy: { id: "desc" } },
  activities: { orderBy: { id: "desc" } },
} as const;

export type CaseRow = Prisma.CaseGetPayload<{ include: typeof withCartera }>;
export type CaseDetailRow = Prisma.CaseGetPayload<{ include: typeof withRelations }>;
type PromiseRow = Prisma.PromiseGetPayload<object>;
type ActivityRow = Prisma.ActivityGetPayload<object>;

export function toCase(row: CaseRow) {
  return {
    id: row.id,
    nro_cliente: row.nroCliente,
    entity: row.entity,
    debtor_name: row.debtorName,
    dni: row.dni,
    amount: toMoney(row.amount),
    status: stateOfId(row.statusId),
    management_status: row.managementStatus as ManagementState | null,
    cartera: row.cartera.name,
    assigned_to_id: row.assignedToId,
    address: row.address,
    phone: row.phone,
    email: row.email,
    last_payment_date: row.lastPaymentDate,
    notes: row.notes,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}

export function toCaseDetail(row: CaseDetailRow) {
  return {
    ...toCase(row),
    assigned_to: row.assignedTo,
    promises: row.promises.map(toPromise),
    activities: row.activities.map(toActivity),
  };
}

export function toPromise(row: PromiseRow) {
  return {
    id: row.id,
    case_id: row.caseId,
    amount: toMoney(row.amount),
    promise_date: row.promiseDate,
    status: row.status as PromiseState,
    fulfilled_date: row.fulfilledDate,
    notes: row.notes,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}

export function toActivity(row: ActivityRow) {
  return {
    id: row.id,
    case_id: row.caseId,
    type: row.type as ActivityType,
    amount: row.amount === null ? null : toMoney(row.amount),
    notes: row.notes,
    created_by_id: row.createdById,
    created_at: row.createdAt.toISOString(),
  };
}
