/** What the header Idempotency-Key promises, on whichever database. */

import { expect, test, vi } from "vitest";

import { removeOldKeys } from "../../../app/database/run-once.ts";
import type { MakeDatabase } from "../databases.ts";
import { type Caller, startApp } from "../helper.ts";
import { lend, lent } from "../loan-kit.ts";

export function describeIdempotency(make: MakeDatabase): void {
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
