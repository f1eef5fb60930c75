/** What loans promise, on whichever database. */

import { expect, test } from "vitest";

import type { MakeDatabase } from "../databases.ts";
import { type Caller, startApp } from "../helper.ts";
import { lend, lent } from "../loan-kit.ts";

export function describeLoans(make: MakeDatabase): void {
  test("L001-38 instalments add up to the loan to the cent; codes are 200, 201, 403 and 404 as it is due", async () => {
    const app = await startApp({ make });
    const { admin, client, path, items } = await lend(app);
    expect(items.map(({ amount }) => amount)).toEqual(["333.33", "333.33", "333.34"]);
    expect(items.map(({ due_date }) => due_date)).toEqual(["2031-01-31", "2031-02-28", "2031-03-31"]);
    const other = await app.as("CLIENT");
    const unknown = `/api/loans/${crypto.randomUUID()}/`;
    for (const rest of ["", "installments/"]) {
      expect((await client.get(path + rest)).status).toBe(200);
      expect((await admin.get(path + rest)).status).toBe(200);
      expect((await other.get(path + rest)).status).toBe(403);
      expect((await admin.get(unknown + rest)).status).toBe(404);
    }
    const again = { client_id: client.id, ...lent };
    expect((await admin.post("/api/loans/", again)).status).toBe(201);
    expect((await client.post("/api/loans/", again)).status).toBe(403);
  });

  test("L001-36 a client sees the own loans alone, an administrator all, newest first", async () => {
    const app = await startApp({ make });
    const [one, two] = [await lend(app), await lend(app, { amount: "5" })];
    const ids = async (who: Caller) =>
      (await who.get("/api/loans/")).body.items.map(({ id }: { id: string }) => id);
    expect(await ids(one.client)).toEqual([one.loan.id]);
    expect(await ids(two.client)).toEqual([two.loan.id]);
    expect(await ids(one.admin)).toEqual([two.loan.id, one.loan.id]);
  });

  test("L001-40 a loan has a UUID and is APPROVED, its instalments are PENDING, and money is text", async () => {
    const app = await startApp({ make });
    const { client, loan, items } = await lend(app, { amount: "500", installments: 1 });
    expect(loan).toMatchObject({ amount: "500.00", status: "APPROVED", client_id: client.id });
    expect(loan.id).toMatch(/^[0-9a-f-]{36}$/);
    expect(items).toMatchObject([{ amount: "500.00", status: "PENDING" }]);
    expect((await client.get("/api/loans/")).body.items).toEqual([loan]);
    expect(loan.pending_installments).toBe(1);
  });

  test("X26 an instalment whose day has passed is shown as OVERDUE", async () => {
    const { items } = await lend(await startApp({ make }), { first_due_date: "2020-01-01" });
    expect(items.map(({ status }) => status)).toEqual(["OVERDUE", "OVERDUE", "OVERDUE"]);
  });

  test("L001-39 part payments add up; the last one makes the instalment PAID, and the last instalment the loan", async () => {
    const app = await startApp({ make });
    const { client, path, items, pay } = await lend(app);
    expect((await pay({ amount: "100.10" })).status).toBe(201);
    expect((await pay({ amount: "233.24", reference: "R-2" })).status).toBe(422);
    for (const amount of ["0", "0.00", "-1", "1.001", "x"]) {
      expect([amount, (await pay({ amount, reference: "R-2" })).status]).toEqual([amount, 422]);
    }
    expect((await client.get(`${path}installments`)).body.items[0]).toMatchObject({
      paid: "100.10",
      status: "PENDING",
    });
    expect((await pay({ amount: "233.23", reference: "R-3" })).status).toBe(201);
    expect((await client.get(`${path}installments`)).body.items[0].status).toBe("PAID");
    expect((await pay({ amount: "0.01", reference: "R-4" })).status).toBe(409);
    for (const { id, amount } of items.slice(1)) {
      expect((await client.get(path)).body.status).toBe("APPROVED");
      await pay({ installment_id: id, amount, reference: `all-${id}` });
    }
    expect((await client.get(path)).body).toMatchObject({ status: "PAID", pending_installments: 0 });
  });

  test("L001-39 a repeated reference gets 409 and no second row, whatever its case", async () => {
    const app = await startApp({ make });
    const { pay } = await lend(app);
    expect((await pay({ amount: "1", reference: "Ref-1" })).status).toBe(201);
    for (const reference of ["Ref-1", "REF-1"]) {
      expect((await pay({ amount: "1", reference })).status).toBe(409);
    }
    expect(await app.db.payment.count()).toBe(1);
  });

  test("L001-39 payments at once never pass what is due", async () => {
    const app = await startApp({ make });
    const { pay } = await lend(app, { amount: "10", installments: 1 });
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) => pay({ amount: "3", reference: `R-${index}` })),
    );
    expect(answers.map(({ status }) => status).sort().slice(0, 4)).toEqual([201, 201, 201, 422]);
    expect(await app.db.payment.count()).toBe(3);
  });

  test("nobody pays into another client's loan, or an instalment of another loan", async () => {
    const app = await startApp({ make });
    const [one, two] = [await lend(app), await lend(app)];
    expect((await one.pay({}, {}, two.client)).status).toBe(403);
    expect((await one.pay({ installment_id: two.items[0]!.id })).status).toBe(404);
    expect(await app.db.payment.count()).toBe(0);
  });

  test("a loan is for an active client, and of at least a cent for each instalment", async () => {
    const { as } = await startApp({ make });
    const [admin, client] = [await as("ADMIN"), await as("CLIENT")];
    const refused = async (change: object) =>
      (await admin.post("/api/loans", { client_id: client.id, ...lent, ...change })).status;
    expect(await refused({ client_id: admin.id })).toBe(422);
    expect(await refused({ client_id: 999_999 })).toBe(422);
    expect(await refused({ amount: "0.02" })).toBe(422);
    expect(await refused({ installments: 0 })).toBe(422);
    expect(await refused({ amount: "0.03" })).toBe(201);
  });

  test("L001-41 each line of the log is an object with time, level and request, and a payment tells who paid what", async () => {
    const app = await startApp({ make });
    const { client, loan, pay } = await lend(app);
    await pay({ amount: "500" });
    const { headers } = await pay({ amount: "100.5" }, { "x-request-id": "the-payment" });
    expect(headers["x-request-id"]).toBe("the-payment");
    const [line] = await app.logged("Payment registered successfully");
    expect(line).toMatchObject({
      level: "INFO",
      request_id: "the-payment",
      user: client.username,
      loan_id: loan.id,
      amount: "100.50",
    });
    for (const { timestamp } of app.logs) {
      expect(timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    }
  });

  test("L001-43 a payment and a login add a row each, with when, what and who", async () => {
    const app = await startApp({ make });
    const { client, loan, pay } = await lend(app);
    await pay({});
    const rows = await app.db.auditLog.findMany({
      where: { userId: client.id },
      orderBy: { id: "asc" },
    });
    expect(rows.map(({ action, model }) => [action, model])).toEqual([
      ["LOGIN", "User"],
      ["PAYMENT_REGISTERED", "Payment"],
    ]);
    expect(JSON.parse(rows[1]!.payload)).toMatchObject({ loan_id: loan.id, amount: "333.33" });
    expect(rows[1]!.timestamp).toBeInstanceOf(Date);
  });

  test("L001-49 the queue takes note of a payment", async () => {
    const app = await startApp({ make });
    const { loan, pay } = await lend(app);
    await pay({});
    const [line] = await app.logged("Loan event");
    expect(line).toMatchObject({ event: "payment-registered", loan_id: loan.id });
    await app.logged("Task done");
    expect(await app.db.outbox.count()).toBe(0);
  });
}
