/** What tests of loans need: one that was made, and how its client pays. */

import type { Caller, TestApp } from "./helper.ts";

export const lent = { amount: "1000", installments: 3, first_due_date: "2031-01-31" };

interface Installment {
  id: string;
  amount: string;
  status: string;
  due_date: string;
}

export async function lend({ as }: TestApp, more: object = {}) {
  const [admin, client] = [await as("ADMIN"), await as("CLIENT")];
  const loan = (await admin.post("/api/loans/", { client_id: client.id, ...lent, ...more })).body;
  const path = `/api/loans/${loan.id}/`;
  const items: Installment[] = (await client.get(`${path}installments/`)).body.items;
  const pay = (fields: object, headers?: Record<string, string>, who: Caller = client) =>
    who.post(
      `${path}payments/`,
      { installment_id: items[0]!.id, amount: items[0]!.amount, reference: "R-1", ...fields },
      headers,
    );
  return { admin, client, loan, path, items, pay };
}
