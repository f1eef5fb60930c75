/** What the queue promises without Redis, on whichever database. */

import { expect, onTestFinished, test } from "vitest";

import { openDatabase } from "../../../app/database/open-database.ts";
import { startConsumer } from "../../../app/queue/in-process.ts";
import { addTask, runTask } from "../../../app/queue/outbox.ts";
import { policy, type TaskContext, type TaskHandler } from "../../../app/queue/task.ts";
import type { MakeDatabase } from "../databases.ts";
import { until } from "../helper.ts";

const quick = { ...policy, retryDelayMs: 1 };

async function open(make: MakeDatabase) {
  const database = await make();
  const db = await openDatabase({ ...database, source: "", throwaway: false });
  onTestFinished(async () => {
    await db.$disconnect();
    await database.drop();
  });
  return db;
}

const silent = { info() {}, warn() {}, error() {} } as unknown as TaskContext["log"];

/** Handlers that only count their calls. */
function counting(answer: (calls: number) => Promise<unknown>) {
  const seen: unknown[] = [];
  const handler: TaskHandler = async (payload) => answer(seen.push(payload));
  return { seen, handlers: { "send-mail": handler, "claim-created": handler } };
}

const context = { mail: undefined as never, log: silent };

export function describeOutbox(make: MakeDatabase): void {
  test("fifty tasks and three consumers: each task is done once", async () => {
    const db = await open(make);
    for (let number = 0; number < 50; number++) await addTask(db, "send-mail", { number });
    const { seen, handlers } = counting(async () => "done");
    const consumers = [1, 2, 3].map(() => startConsumer(db, handlers, context));
    onTestFinished(() => Promise.all(consumers.map((consumer) => consumer.stop())).then(() => {}));
    await until(async () => (await db.outbox.count()) === 0, "an empty outbox");
    expect(
      seen.map((payload) => (payload as { number: number }).number).sort((a, b) => a - b),
    ).toEqual(Array.from({ length: 50 }, (_, index) => index));
  });

  test("R002-43 a task that always fails is tried four times in all, and then kept as failed with its reason", async () => {
    const db = await open(make);
    const id = await addTask(db, "send-mail", {});
    const { seen, handlers } = counting(() => Promise.reject(new Error("refused")));
    const consumer = startConsumer(db, handlers, context, quick);
    onTestFinished(() => consumer.stop());
    await until(
      async () => (
        consumer.wake(),
        (await db.outbox.findUnique({ where: { id } }))?.failedAt !== null
      ),
      "the failure",
    );
    expect(seen).toHaveLength(4);
    expect(await db.outbox.findUnique({ where: { id } })).toMatchObject({
      attempts: 4,
      error: "Error: refused",
    });
  });

  test("a task that fails is tried again in a minute, not before", async () => {
    const db = await open(make);
    const id = await addTask(db, "send-mail", {});
    const { seen, handlers } = counting(() => Promise.reject(new Error("refused")));
    const consumer = startConsumer(db, handlers, context);
    onTestFinished(() => consumer.stop());
    await until(
      async () => (await db.outbox.findUnique({ where: { id } }))?.error !== null,
      "the first failure",
    );
    consumer.wake();
    const row = await db.outbox.findUniqueOrThrow({ where: { id } });
    expect(row.availableAt.getTime() - Date.now()).toSatisfy((ms) => ms > 50_000 && ms <= 60_000);
    expect(seen).toHaveLength(1);
  });

  test("R002-42 a task that takes longer than its limit fails with a timeout", async () => {
    const db = await open(make);
    const id = await addTask(db, "send-mail", {});
    const { handlers } = counting(() => new Promise(() => {}));
    await expect(runTask(db, id, handlers, context, { ...policy, timeoutMs: 20 })).rejects.toThrow(
      "the task took longer than 0.02 s",
    );
    expect(policy.timeoutMs).toBe(300_000);
  });

  test("a task that comes twice is done once", async () => {
    const db = await open(make);
    const id = await addTask(db, "send-mail", { to: "a" });
    const { seen, handlers } = counting(async () => "done");
    expect(await runTask(db, id, handlers, context)).toEqual({ result: "done" });
    expect(await runTask(db, id, handlers, context)).toEqual({});
    expect(seen).toEqual([{ to: "a" }]);
  });

  test("R002-39 a payload that is no JSON is refused when it is added", async () => {
    const db = await open(make);
    for (const value of [new Date(), () => 1, Number.NaN, new Map(), undefined]) {
      await expect(addTask(db, "send-mail", { value })).rejects.toThrow(
        "the payload of send-mail is no JSON",
      );
    }
    await expect(addTask(db, "send-mail", { value: 1n })).rejects.toThrow(TypeError);
    expect(await db.outbox.count()).toBe(0);
  });
}
