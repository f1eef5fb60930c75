/** Loans, instalments and payments as the API shows them: money as text with two decimals. */

import { type Static, Type } from "typebox";

import { toMoney } from "../money.ts";
import { moment } from "../schemas.ts";

const uuid = Type.String({ format: "uuid" });
const amount = Type.String({ description: "Two decimals" });

export const loanSchema = Type.Object({
  id: uuid,
  client_id: Type.Integer(),
  amount,
  status: Type.Enum(["APPROVED", "PAID"]),
  pending_installments: Type.Integer(),
  created_at: moment,
  updated_at: moment,
});

export const installmentSchema = Type.Object({
  id: uuid,
  number: Type.Integer(),
  due_date: Type.String({ format: "date" }),
  amount,
  paid: amount,
  status: Type.Enum(["PENDING", "PAID", "OVERDUE"]),
});

export const paymentSchema = Type.Object({
  id: uuid,
  loan_id: uuid,
  installment_id: uuid,
  amount,
  reference: Type.String(),
  user_id: Type.Integer(),
  created_at: moment,
});

interface LoanRow {
  id: string;
  clientId: number;
  amount: bigint;
  status: string;
  createdAt: Date;
  updatedAt: Date;
}

export function toLoan(
  { id, clientId, amount: cents, status, createdAt, updatedAt }: LoanRow,
  pending: number,
): Static<typeof loanSchema> {
  return {
    id,
    client_id: clientId,
    amount: toMoney(cents),
    status: status as "APPROVED" | "PAID",
    pending_installments: pending,
    created_at: createdAt.toISOString(),
    updated_at: updatedAt.toISOString(),
  };
}

interface InstallmentRow {
  id: string;
  number: number;
  dueDate: string;
  amount: bigint;
  status: string;
}

/** No job sets OVERDUE: it is read from the day (X26). */
export function toInstallment(
  { id, number, dueDate, amount: cents, status }: InstallmentRow,
  paid: bigint,
  today: string,
): Static<typeof installmentSchema> {
  const late = status === "PENDING" && dueDate < today;
  return {
    id,
    number,
    due_date: dueDate,
    amount: toMoney(cents),
    paid: toMoney(paid),
    status: late ? "OVERDUE" : (status as "PENDING" | "PAID"),
  };
}

interface PaymentRow {
  id: string;
  loanId: string;
  installmentId: string;
  amount: bigint;
  reference: string;
  userId: number;
  createdAt: Date;
}

export function toPayment(row: PaymentRow): Static<typeof paymentSchema> {
  return {
    id: row.id,
    loan_id: row.loanId,
    installment_id: row.installmentId,
    amount: toMoney(row.amount),
    reference: row.reference,
    user_id: row.userId,
    created_at: row.createdAt.toISOString(),
  };
}
