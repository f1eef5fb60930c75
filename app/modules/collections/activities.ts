/** Activities (gestiones): what was done on a case, and what that changes. Knows no HTTP. */

import type { Database } from "../../database/open-database.ts";
import { transact } from "../../database/transact.ts";
import { AppError } from "../../errors.ts";
import { audit } from "../../plugins/audit.ts";
import type { CurrentUser } from "../auth/service.ts";
import { today } from "../days.ts";
import { toCents, toMoney } from "../money.ts";
import { findCase } from "./find-cases.ts";
import { toActivity, withCartera } from "./json.ts";
import type { ActivityType, ManagementState } from "./states.ts";

export interface NewActivity {
  type: ActivityType;
  /** Of a payment, where it is known, and of nothing else */
  amount?: string;
  notes?: string | null;
  management_status?: ManagementState;
}

/**
 * Adds the activity and changes the case, in one transaction. Throws not_found, forbidden and
 * unprocessable.
 */
export async function addActivity(
  db: Database,
  user: CurrentUser,
  caseId: number,
  { type, amount, notes = null, management_status: managementStatus }: NewActivity,
  timezone: string,
) {
  if (type !== "payment" && amount !== undefined) {
    throw new AppError("unprocessable", "An amount is of a payment, and of nothing else.");
  }
  return transact(db, async (tx) => {
    const before = await findCase(tx, user, caseId);
    const paid = type === "payment" && (before.lastPaymentDate ?? "") < today(timezone);
    // the case first: that locks it against another change
    const changed = await tx.case.update({
      where: { id: caseId },
      data: {
        ...(managementStatus && { managementStatus }),
        ...(paid && { lastPaymentDate: today(timezone) }),
      },
      include: withCartera,
    });
    const created = await tx.activity.create({
      data: {
        caseId,
        type,
        amount: amount === undefined ? null : toCents(amount),
        notes,
        createdById: user.id,
      },
    });
    await audit(tx, {
      action: "ACTIVITY_CREATED",
      model: "Activity",
      objectId: created.id,
      userId: user.id,
      payload: {
        case_id: caseId,
        type,
        ...(created.amount !== null && { amount: toMoney(created.amount) }),
        ...(managementStatus && { management_status: managementStatus }),
      },
    });
    return { changed, created };
  });
}

/** Newest first. Throws not_found and forbidden. */
export async function listActivities(
  db: Database,
  user: CurrentUser,
  caseId: number,
  slice: { skip: number; take: number },
) {
  await findCase(db, user, caseId);
  const [total, items] = await Promise.all([
    db.activity.count({ where: { caseId } }),
    db.activity.findMany({ where: { caseId }, orderBy: { id: "desc" }, ...slice }),
  ]);
  return { total, items };
}

/** Its author may, and an administrator. Throws not_found and forbidden. */
export async function deleteActivity(db: Database, user: CurrentUser, id: number): Promise<void> {
  await transact(db, async (tx) => {
    const found = await tx.activity.findUnique({ where: { id } });
    if (!found) throw new AppError("not_found", "There is no such activity.");
    if (user.role !== "ADMIN" && found.createdById !== user.id) {
      throw new AppError("forbidden", "Somebody else did this.");
    }
    await tx.activity.delete({ where: { id } });
    await audit(tx, {
      action: "ACTIVITY_DELETED",
      model: "Activity",
      objectId: id,
      userId: user.id,
      payload: { ...toActivity(found) },
    });
  });
}
