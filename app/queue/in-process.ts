/**
 * The queue without Redis: this process does the tasks of the outbox itself. Several may, each row
 * is leased to one.
 */

import type { Database } from "../database/open-database.ts";
import { type Loop, startLoop } from "./loop.ts";
import { recordFailure, runTask } from "./outbox.ts";
import { type Policy, policy, type TaskContext, type TaskHandler } from "./task.ts";

/** Tasks that are done side by side. */
const batch = 10;

export function startConsumer(
  db: Database,
  handlers: Record<string, TaskHandler>,
  context: Omit<TaskContext, "signal">,
  rules: Policy = policy,
): Loop {
  const step = async (): Promise<void> => {
    const due = await db.outbox.findMany({
      where: { failedAt: null, availableAt: { lte: new Date() } },
      orderBy: { createdAt: "asc" },
      take: batch,
    });
    await Promise.all(due.map(async (row) => (await lease(db, row, rules)) && tryTask(row)));
    if (due.length === batch) loop.wake();
  };

  const tryTask = async ({ id, task, attempts }: Row): Promise<void> => {
    try {
      await runTask(db, id, handlers, context, rules);
    } catch (error) {
      const last = attempts >= rules.retries;
      const line = { err: error, task, task_id: id, attempt: attempts + 1 };
      context.log[last ? "error" : "warn"](line, "Task failed");
      if (!last) return postpone(db, id, error, rules);
      context.tellError?.(error, { task, task_id: id });
      await recordFailure(db, id, error);
    }
  };

  const loop = startLoop(1_000, step, (error) =>
    context.log.warn({ err: error }, "The outbox could not be read"),
  );
  return loop;
}

type Row = Awaited<ReturnType<Database["outbox"]["findMany"]>>[number];

/** Out of reach of others for as long as the task may take. */
async function lease(
  db: Database,
  { id, availableAt, attempts }: Row,
  { timeoutMs }: Policy,
): Promise<boolean> {
  const until = new Date(Date.now() + timeoutMs + 30_000);
  const { count } = await db.outbox.updateMany({
    where: { id, availableAt, attempts },
    data: { availableAt: until, attempts: attempts + 1 },
  });
  return count === 1;
}

async function postpone(
  db: Database,
  id: string,
  error: unknown,
  { retryDelayMs }: Policy,
): Promise<void> {
  const availableAt = new Date(Date.now() + retryDelayMs);
  await db.outbox.updateMany({ where: { id }, data: { availableAt, error: String(error) } });
}
