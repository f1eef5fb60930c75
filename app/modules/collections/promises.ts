/** Promises of payment: made, kept and broken. Knows no HTTP. */

import type { Database } from "../../database/open-database.ts";
import { transact } from "../../database/transact.ts";
import { AppError } from "../../errors.ts";
import { audit } from "../../plugins/audit.ts";
import type { CurrentUser } from "../auth/service.ts";
import { today } from "../days.ts";
import { toCents } from "../money.ts";
import { findCase } from "./find-cases.ts";
import { toPromise } from "./json.ts";
import { idOfState, type PromiseState } from "./states.ts";

export interface NewPromise {
  amount: string;
  promise_date: string;
  notes?: string | null;
}

/** Turns the case to `promesa`. Throws not_found, forbidden, conflict and unprocessable. */
export async function createPromise(
  db: Database,
  user: CurrentUser,
  caseId: number,
  { amount, promise_date: promiseDate, notes = null }: NewPromise,
  timezone: string,
) {
  if (promiseDate < today(timezone)) {
    throw new AppError("unprocessable", "promise_date lies in the past.");
  }
  return transact(db, async (tx) => {
    await findCase(tx, user, caseId);
    // the case first: that locks it against another change
    const { count } = await tx.case.updateMany({
      where: { id: caseId, statusId: { not: idOfState("pagada") } },
      data: { statusId: idOfState("promesa") },
    });
    if (count === 0) throw new AppError("conflict", "The case is paid.");
    const created = await tx.promise.create({
      data: { caseId, amount: toCents(amount), promiseDate, notes },
    });
    await audit(tx, {
      action: "PROMISE_CREATED",
      model: "Promise",
      objectId: created.id,
      userId: user.id,
      payload: { ...toPromise(created) },
    });
    return created;
  });
}

export interface PromiseChange {
  status: PromiseState;
  fulfilled_date?: string;
}

/** Throws not_found, forbidden, conflict and unprocessable. */
export async function changePromise(
  db: Database,
  user: CurrentUser,
  id: number,
  { status, fulfilled_date }: PromiseChange,
  timezone: string,
) {
  const fulfilledDate = dateOf(status, fulfilled_date, timezone);
  return transact(db, async (tx) => {
    const before = await tx.promise.findUnique({ where: { id } });
    if (!before) throw new AppError("not_found", "There is no such promise.");
    const { lastPaymentDate } = await findCase(tx, user, before.caseId);
    if (status === "pending" && before.status !== "pending") {
      throw new AppError("conflict", "A promise that was kept or broken does not become pending.");
    }
    if (fulfilledDate && (lastPaymentDate ?? "") < fulfilledDate) {
      await tx.case.update({
        where: { id: before.caseId },
        data: { lastPaymentDate: fulfilledDate },
      });
    }
    const changed = await tx.promise.update({ where: { id }, data: { status, fulfilledDate } });
    await audit(tx, {
      action: "PROMISE_CHANGED",
      model: "Promise",
      objectId: id,
      userId: user.id,
      payload: { from: before.status, to: status, fulfilled_date: fulfilledDate },
    });
    return changed;
  });
}

function dateOf(status: PromiseState, given: string | undefined, timezone: string): string | null {
  const now = today(timezone);
  if (status === "fulfilled" && (given ?? now) <= now) return given ?? now;
  if (status === "fulfilled") throw new AppError("unprocessable", "fulfilled_date is to come.");
  if (given) throw new AppError("unprocessable", "Only a fulfilled promise has a fulfilled_date.");
  return null;
}
