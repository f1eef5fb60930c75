/**
 * Tasks that are still to be done, as rows of the database: written in the transaction of the data
 * they belong to, so that neither is there without the other; removed when the task is done. Knows
 * no Redis.
 */

import { createHash, randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";

import type { Database, Transaction } from "../database/open-database.ts";
import type { Mailer } from "../mail/mailer.ts";
import type { TaskName } from "./names.ts";
import { type Policy, policy, type TaskContext, type TaskHandler } from "./task.ts";

export async function addTask(
  tx: Pick<Transaction, "outbox">,
  task: TaskName,
  payload: Record<string, unknown>,
): Promise<string> {
  const text = JSON.stringify(payload);
  if (!isDeepStrictEqual(JSON.parse(text), payload)) {
    throw new TypeError(`the payload of ${task} is no JSON`);
  }
  const { id } = await tx.outbox.create({ data: { id: randomUUID(), task, payload: text } });
  return id;
}

export interface Outcome {
  /** What the handler gave; absent when there was nothing left to do */
  result?: unknown;
}

/**
 * Does a task and removes its row. A task whose row is gone was done before. Throws what the
 * handler throws.
 */
export async function runTask(
  db: Database,
  id: string,
  handlers: Record<string, TaskHandler>,
  context: Omit<TaskContext, "signal">,
  { timeoutMs }: Policy = policy,
): Promise<Outcome> {
  const row = await db.outbox.findUnique({ where: { id } });
  if (!row) return {};
  const handler = handlers[row.task];
  if (!handler) throw new Error(`no task is called "${row.task}"`);
  const signal = AbortSignal.timeout(timeoutMs);
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () =>
      reject(new Error(`the task took longer than ${timeoutMs / 1000} s`)),
    );
  });
  const mail = nameMails(context.mail, id);
  const result = await Promise.race([
    handler(JSON.parse(row.payload) as never, { ...context, mail, signal }),
    late,
  ]);
  await db.outbox.deleteMany({ where: { id } });
  context.log.info({ task: row.task, task_id: id }, "Task done");
  return { result };
}

/** A task may be done twice, when a worker ends between its mail and its row. */
function nameMails(mailer: Mailer, task: string): Mailer {
  const idOf = (to: string) => createHash("sha256").update(`${task}|${to}`).digest("hex");
  return { ...mailer, send: (mail) => mailer.send({ ...mail, id: idOf(mail.to) }) };
}

/** Keeps the row of a task that is not tried again, for a person to look at. */
export async function recordFailure(db: Database, id: string, error: unknown): Promise<void> {
  await db.outbox.updateMany({
    where: { id },
    data: { failedAt: new Date(), error: String(error) },
  });
}
