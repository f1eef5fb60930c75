/**
 * Claims (reclamos): who may see which, their states, and what is set off by a change. Knows no
 * HTTP.
 */

import { sqltag as sql } from "@prisma/client/runtime/client";

import type { Database, Transaction } from "../../database/open-database.ts";
import { readRows } from "../../database/read-rows.ts";
import { transact } from "../../database/transact.ts";
import { AppError } from "../../errors.ts";
import type { Prisma } from "../../generated/postgresql/client.ts";
import type { Role } from "../../plugins/access.ts";
import { audit } from "../../plugins/audit.ts";
import { addTask } from "../../queue/outbox.ts";
import type { CurrentUser } from "../auth/service.ts";

export const states = ["pendiente", "en_proceso", "resuelto", "rechazado"] as const;
export const staff: readonly Role[] = ["ADMIN", "GESTOR"];
export type State = (typeof states)[number];

export interface NewClaim {
  titulo: string;
  descripcion?: string | null;
}

export async function createClaim(
  tx: Transaction,
  user: CurrentUser,
  { titulo, descripcion = null }: NewClaim,
) {
  // the number follows from the id, so it is written in a second step
  const { id } = await tx.claim.create({
    data: { numero: crypto.randomUUID(), titulo, descripcion, userId: user.id },
  });
  const claim = await tx.claim.update({
    where: { id },
    data: { numero: `R-${String(id).padStart(6, "0")}` },
  });
  await audit(tx, {
    action: "CLAIM_CREATED",
    model: "Claim",
    objectId: id,
    userId: user.id,
    payload: { numero: claim.numero },
  });
  if (user.email) {
    await addTask(tx, "claim-created", { email: user.email, numero: claim.numero, titulo });
  }
  return claim;
}

export interface ClaimFilter {
  estado?: State | undefined;
  skip: number;
  take: number;
}

/** Newest first: all of them for the staff, one's own for everyone else. */
export async function listClaims(
  db: Database,
  user: CurrentUser,
  { estado, skip, take }: ClaimFilter,
) {
  const where = { ...(!isStaff(user) && { userId: user.id }), ...(estado && { estado }) };
  const [total, items] = await Promise.all([
    db.claim.count({ where }),
    db.claim.findMany({ where, orderBy: { id: "desc" }, skip, take }),
  ]);
  return { total, items };
}

/** Throws not_found and forbidden. */
export async function readClaim(db: Database, user: CurrentUser, id: number) {
  const [claim] = await readRows<Prisma.ClaimGetPayload<object>>(
    db,
    sql`select id, numero, titulo, descripcion, estado, user_id as "userId",
      created_at as "createdAt", updated_at as "updatedAt" from claims where id = ${id}`,
  );
  if (!claim) throw new AppError("not_found", "There is no such claim.");
  if (claim.userId !== user.id && !isStaff(user)) {
    throw new AppError("forbidden", "This claim belongs to somebody else.");
  }
  return claim;
}

/** Throws not_found. A claim that is in this state already stays as it is, and is not changed. */
export async function changeState(db: Database, user: CurrentUser, id: number, estado: State) {
  return transact(db, async (tx) => {
    const before = await tx.claim.findUnique({ where: { id } });
    if (!before) throw new AppError("not_found", "There is no such claim.");
    if (before.estado === estado) return { claim: before, changed: false };
    const claim = await tx.claim.update({ where: { id }, data: { estado } });
    await audit(tx, {
      action: "CLAIM_STATE_CHANGED",
      model: "Claim",
      objectId: id,
      userId: user.id,
      payload: { from: before.estado, to: estado },
    });
    return { claim, changed: true };
  });
}

function isStaff({ role }: CurrentUser): boolean {
  return staff.includes(role);
}
