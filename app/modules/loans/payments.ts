/** Payments of instalments: never more than is due, never twice. Knows no HTTP. */

import type { Transaction } from "../../database/open-database.ts";
import { AppError } from "../../errors.ts";
import { audit } from "../../plugins/audit.ts";
import { addTask } from "../../queue/outbox.ts";
import type { CurrentUser } from "../auth/service.ts";
import { toCents, toMoney } from "../money.ts";
import { toPayment } from "./json.ts";
import { findLoan } from "./service.ts";

export interface NewPayment {
  installment_id: string;
  amount: string;
  reference: string;
}

/** Throws not_found, forbidden, conflict and unprocessable. */
export async function registerPayment(
  tx: Transaction,
  user: CurrentUser,
  loanId: string,
  { installment_id: installmentId, amount, reference }: NewPayment,
) {
  // first of all: it locks the loan, so that two payments come one after the other
  await tx.loan.updateMany({ where: { id: loanId }, data: { updatedAt: new Date() } });
  await findLoan(tx, user, loanId);
  const before = await tx.payment.findMany({ where: { loanId } });
  const same = (other: { reference: string }) =>
    other.reference.toLowerCase() === reference.toLowerCase(); // as MySQL compares
  if (before.some(same)) {
    throw new AppError("conflict", "A payment with this reference is registered already.");
  }
  const cents = toCents(amount);
  const left = await findDue(tx, loanId, installmentId, before);
  if (cents > left) throw new AppError("unprocessable", `amount is above what is due: ${toMoney(left)}.`);
  const payment = await tx.payment.create({
    data: { loanId, installmentId, amount: cents, reference, userId: user.id },
  });
  if (cents === left) await settle(tx, loanId, installmentId);
  await record(tx, user, toPayment(payment));
  return toPayment(payment);
}

/** Throws not_found and conflict. */
async function findDue(
  tx: Transaction,
  loanId: string,
  id: string,
  payments: readonly { installmentId: string; amount: bigint }[],
): Promise<bigint> {
  const installment = await tx.installment.findFirst({ where: { id, loanId } });
  if (!installment) throw new AppError("not_found", "The loan has no such instalment.");
  if (installment.status === "PAID") throw new AppError("conflict", "The instalment is paid.");
  return payments
    .filter(({ installmentId }) => installmentId === id)
    .reduce((due, { amount }) => due - amount, installment.amount);
}

/** The loan is paid with its last instalment. */
async function settle(tx: Transaction, loanId: string, id: string): Promise<void> {
  await tx.installment.update({ where: { id }, data: { status: "PAID" } });
  const open = await tx.installment.count({ where: { loanId, status: "PENDING" } });
  if (open === 0) await tx.loan.update({ where: { id: loanId }, data: { status: "PAID" } });
}

async function record(
  tx: Transaction,
  user: CurrentUser,
  payment: ReturnType<typeof toPayment>,
): Promise<void> {
  const { id, ...payload } = payment;
  await audit(tx, {
    action: "PAYMENT_REGISTERED",
    model: "Payment",
    objectId: id,
    userId: user.id,
    payload,
  });
  await addTask(tx, "loan-events", { event: "payment-registered", loan_id: payment.loan_id });
}
