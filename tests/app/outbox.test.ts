/** The queue without Redis, on SQLite. */

import { expect, test } from "vitest";

import { makeSqlite } from "./databases.ts";
import { startApp } from "./helper.ts";
import { describeOutbox } from "./suites/outbox.ts";

describeOutbox(makeSqlite);

test("without a mail transport the app starts and takes claims; it is the mail that fails, and is kept", async () => {
  const { as, db, logged } = await startApp({ config: { mailTransport: "none" } });
  const client = await as("CLIENT");
  expect((await client.post("/api/reclamos", { titulo: "Uno" })).status).toBe(201);
  const [line] = await logged("Task failed");
  expect(line).toMatchObject({
    level: "WARN",
    task: "claim-created",
    err: { message: "No mail transport is configured: set MAIL_TRANSPORT=log." },
  });
  expect(await db.outbox.count()).toBe(1);
});
