// The queue without Redis: this process does the tasks of the outbox itself. Several may, each row is leased to one.
import type { Database } from "../plugins/database.ts";
import { type Loop, startLoop } from "./loop.ts";
import { recordFailure, runTask } from "./outbox.ts";
import { type Policy, policy, type TaskContext, type TaskHandler } from "./task.ts";

export function startConsumer(db: Database, handlers: Record<string, TaskHandler>, context: Omit<TaskContext, "signal">, rules: Policy = policy): Loop {
  const step = async (): Promise<void> => {
    const due = await db.outbox.findMany({ where: { failedAt: null, availableAt: { lte: new Date() } }, orderBy: { createdAt: "asc" }, take: 50 });
    for (const row of due) {
      if (await lease(db, row, rules)) await tryTask(row);
    }
  };

  const tryTask = async ({ id, task, attempts }: { id: string; task: string; attempts: number }): Promise<void> => {
    try {
      await runTask(db, id, handlers, context, rules);
    } catch (error) {
      const last = attempts >= rules.retries;
      context.log[last ? "error" : "warn"]({ err: error, task, task_id: id, attempt: attempts + 1 }, "Task failed");
      if (last) await recordFailure(db, id, error);
      else await db.outbox.updateMany({ where: { id }, data: { availableAt: new Date(Date.now() + rules.retryDelayMs), error: String(error) } });
    }
  };

  return startLoop(1_000, step, (error) => context.log.warn({ err: error }, "The outbox could not be read"));
}

/** Out of reach of others for as long as the task may take. */
async function lease(db: Database, { id, availableAt, attempts }: { id: string; availableAt: Date; attempts: number }, { timeoutMs }: Policy): Promise<boolean> {
  const until = new Date(Date.now() + timeoutMs + 30_000);
  const { count } = await db.outbox.updateMany({ where: { id, availableAt, attempts }, data: { availableAt: until, attempts: attempts + 1 } });
  return count === 1;
}
