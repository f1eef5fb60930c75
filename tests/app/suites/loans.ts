/** What loans promise, on whichever database. */

import { expect, test, vi } from "vitest";

import { removeOldKeys } from "../../../app/database/run-once.ts";
import type { MakeDatabase } from "../databases.ts";
import { type Caller, startApp, type TestApp } from "../helper.ts";

const lent = { amount: "1000", installments: 3, first_due_date: "2031-01-31" };

interface Installment {
  id: string;
  amount: string;
  status: string;
  due_date: string;
}

async function lend({ as }: TestApp, more: object = {}) {
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

  test("fifty posts at once with one Idempotency-Key make one payment and one answer", async () => {
    const app = await startApp({ make });
    const { pay } = await lend(app);
    const headers = { "idempotency-key": "the-key" };
    const answers = await Promise.all(Array.from({ length: 50 }, () => pay({}, headers)));
    expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(201));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(answers.filter((answer) => !answer.headers["idempotent-replayed"]).length).toBe(1);
    expect(await app.db.payment.count()).toBe(1);
    expect(app.logs.filter(({ message }) => message === "Payment registered successfully")).toHaveLength(1);
  });

  test("a key in another case is another key, and so is the same one of another user", async () => {
    const app = await startApp({ make });
    const { admin, pay } = await lend(app);
    const ask = (key: string, reference: string, who?: Caller) =>
      pay({ amount: "1", reference }, { "idempotency-key": key }, who);
    const answers = [
      await ask("key", "a"),
      await ask("KEY", "b"),
      await ask("key", "c", admin),
    ];
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(await app.db.payment.count()).toBe(3);
  });

  test("a key with another body, or for another path, is 422", async () => {
    const app = await startApp({ make });
    const { admin, client, pay } = await lend(app);
    const headers = { "idempotency-key": "the-key" };
    expect((await pay({ amount: "1" }, headers, admin)).status).toBe(201);
    expect((await pay({ amount: "2" }, headers, admin)).status).toBe(422);
    const loan = { client_id: client.id, ...lent };
    expect((await admin.post("/api/loans", loan, headers)).status).toBe(422);
    expect((await pay({ amount: "1" }, headers, admin)).status).toBe(201);
  });

  test("what was refused is refused again under its key, until the key is a day old", async () => {
    const app = await startApp({ make });
    const { admin, pay } = await lend(app);
    const headers = { "idempotency-key": "the-key" };
    expect((await pay({ amount: "999" }, headers, admin)).status).toBe(422);
    const again = await pay({ amount: "999" }, headers, admin);
    expect([again.status, again.headers["idempotent-replayed"]]).toEqual([422, undefined]);
    vi.useFakeTimers({ now: Date.now() + 24 * 3_600_000 + 1_000, toFake: ["Date"] });
    try {
      expect(await removeOldKeys(app.db)).toBe(1);
      await app.db.idempotencyKey.count().then((count) => expect(count).toBe(0));
    } finally {
      vi.useRealTimers();
    }
  });

  test("after a day a key does its work anew", async () => {
    const app = await startApp({ make });
    const { admin, client } = await lend(app);
    const ask = () =>
      admin.post(
        "/api/loans",
        { client_id: client.id, ...lent },
        { "idempotency-key": "the-key" },
      );
    const { body: first } = await ask();
    expect((await ask()).body.id).toBe(first.id);
    const createdAt = new Date(Date.now() - 24 * 3_600_000 - 1_000);
    await app.db.idempotencyKey.updateMany({ data: { createdAt } });
    const fresh = await ask();
    expect([fresh.status, fresh.headers["idempotent-replayed"]]).toEqual([201, undefined]);
    expect(fresh.body.id).not.toBe(first.id);
  });
}
