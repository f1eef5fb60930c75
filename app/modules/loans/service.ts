/** Loans: who may see which, and how one is split into instalments. Knows no HTTP. */

import type { Database, Transaction } from "../../database/open-database.ts";
import { AppError } from "../../errors.ts";
import { audit } from "../../plugins/audit.ts";
import type { CurrentUser } from "../auth/service.ts";
import { toCents } from "../money.ts";
import { toInstallment, toLoan } from "./json.ts";

export interface NewLoan {
  client_id: number;
  amount: string;
  installments: number;
  first_due_date: string;
}

/** Approved at once: no source has a step between (X26). Throws unprocessable. */
export async function createLoan(tx: Transaction, user: CurrentUser, fields: NewLoan) {
  const { client_id: clientId, installments: count, first_due_date: first } = fields;
  const client = { id: clientId, role: "CLIENT", active: true };
  if (!(await tx.user.findFirst({ where: client, select: { id: true } }))) {
    throw new AppError("unprocessable", "client_id is no active client.");
  }
  const cents = toCents(fields.amount);
  const amounts = split(cents, count);
  const loan = await tx.loan.create({
    data: {
      clientId,
      amount: cents,
      installments: {
        create: amounts.map((amount, index) => ({
          number: index + 1,
          dueDate: addMonths(first, index),
          amount,
        })),
      },
    },
  });
  await audit(tx, {
    action: "LOAN_CREATED",
    model: "Loan",
    objectId: loan.id,
    userId: user.id,
    payload: { ...fields },
  });
  return toLoan(loan, count);
}

export interface LoanFilter {
  status?: string | undefined;
  skip: number;
  take: number;
}

/** Newest first: one's own, and all of them for an administrator. */
export async function listLoans(
  db: Database,
  user: CurrentUser,
  { status, ...slice }: LoanFilter,
) {
  const where = { ...(user.role !== "ADMIN" && { clientId: user.id }), ...(status && { status }) };
  const [total, loans] = await Promise.all([
    db.loan.count({ where }),
    db.loan.findMany({ where, orderBy: [{ createdAt: "desc" }, { id: "desc" }], ...slice }),
  ]);
  const counts = await db.installment.groupBy({
    by: ["loanId"],
    where: { loanId: { in: loans.map(({ id }) => id) }, status: "PENDING" },
    _count: true,
  });
  const pending = new Map(counts.map(({ loanId, _count }) => [loanId, _count]));
  return { total, items: loans.map((loan) => toLoan(loan, pending.get(loan.id) ?? 0)) };
}

/** Throws not_found and forbidden. */
export async function readLoan(db: Database, user: CurrentUser, id: string) {
  const loan = await findLoan(db, user, id);
  return toLoan(loan, await db.installment.count({ where: { loanId: id, status: "PENDING" } }));
}

/** Throws not_found and forbidden. */
export async function listInstallments(
  db: Database,
  user: CurrentUser,
  id: string,
  today: string,
) {
  await findLoan(db, user, id);
  const rows = await db.installment.findMany({
    where: { loanId: id },
    include: { payments: { select: { amount: true } } },
    orderBy: { number: "asc" },
  });
  const items = rows.map(({ payments, ...row }) =>
    toInstallment(
      row,
      payments.reduce((sum, { amount }) => sum + amount, 0n),
      today,
    ),
  );
  return { total: items.length, items };
}

/** Throws not_found and forbidden. */
export async function findLoan(tx: Pick<Transaction, "loan">, user: CurrentUser, id: string) {
  const loan = await tx.loan.findUnique({ where: { id } });
  if (!loan) throw new AppError("not_found", "There is no such loan.");
  if (loan.clientId !== user.id && user.role !== "ADMIN") {
    throw new AppError("forbidden", "This loan belongs to somebody else.");
  }
  return loan;
}

/** Equal parts; what does not divide is in the last one. */
function split(cents: bigint, count: number): bigint[] {
  const part = cents / BigInt(count);
  if (part === 0n) {
    throw new AppError("unprocessable", "amount is too small for so many instalments.");
  }
  const last = cents - part * BigInt(count - 1);
  return Array.from({ length: count }, (_, index) => (index === count - 1 ? last : part));
}

/** The same day of a later month, or its last one. */
function addMonths(day: string, months: number): string {
  const [year = 0, month = 0, date = 0] = day.split("-").map(Number);
  const end = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  const moved = new Date(Date.UTC(year, month - 1 + months, Math.min(date, end)));
  return moved.toISOString().slice(0, 10);
}
