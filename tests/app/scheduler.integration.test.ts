/** Tasks that come again, and the processes that hand them over. */

import { expect, onTestFinished, test, vi } from "vitest";

import { readConfig } from "../../app/config/config.ts";
import { openDatabase } from "../../app/database/open-database.ts";
import { runOnce } from "../../app/database/run-once.ts";
import { startScheduler } from "../../app/queue/scheduler.ts";
import type { TaskContext } from "../../app/queue/task.ts";
import { makeSqlite } from "./databases.ts";
import { lines, start } from "./processes.ts";

const mail = { to: "ana@example.com", subject: "Buen día", body: "Hola" };
const scheduled = JSON.stringify([{ cron: "0 9 * * *", task: "send-mail", payload: mail }]);
const silent = { info() {}, warn() {}, error() {} } as unknown as TaskContext["log"];
const base = { DATABASE_URL: "sqlite://" };

test("R002-40 nine in the morning of Buenos Aires is noon in UTC, and moments are kept in UTC; two schedulers do it once", async () => {
  const database = await makeSqlite();
  const db = await openDatabase({ ...database, source: "", throwaway: false });
  onTestFinished(() => db.$disconnect());
  vi.useFakeTimers({
    toFake: ["setTimeout", "clearTimeout", "Date"],
    now: new Date("2026-03-10T11:59:58.000Z"),
  });
  onTestFinished(() => void vi.useRealTimers());
  const config = readConfig({ ...base, SCHEDULED_TASKS: scheduled });
  expect(config.timezone).toBe("America/Argentina/Buenos_Aires");
  for (let count = 0; count < 2; count++) {
    onTestFinished(startScheduler(db, config, silent));
  }
  vi.advanceTimersByTime(1_000);
  expect(await db.outbox.count()).toBe(0);
  vi.advanceTimersByTime(1_500);
  await vi.waitUntil(async () => (await db.outbox.count()) > 0);
  await runOnce(db, { scope: "later", key: "x", content: 0 }, async () => 0); // after both
  const rows = await db.outbox.findMany();
  expect(rows.map(({ task, payload }) => [task, JSON.parse(payload)])).toEqual([
    ["send-mail", mail],
  ]);
  const [stored] = await db.$queryRawUnsafe<{ created_at: string }[]>(
    "SELECT CAST(created_at AS TEXT) AS created_at FROM outbox",
  );
  expect(stored!.created_at).toMatch(/^2026-03-10T12:00:0\d\.\d+(Z|\+00:00)$/);
});

test("a schedule that cannot be stops the start", () => {
  for (const text of ["x", "{}", "[{\"cron\":\"often\",\"task\":\"send-mail\"}]", "[{\"cron\":\"0 9 * * *\",\"task\":\"no-such\"}]"]) {
    expect(() => readConfig({ ...base, SCHEDULED_TASKS: text })).toThrow("SCHEDULED_TASKS");
  }
});

test("R002-47 worker, scheduler, and worker --scheduler start and tell that they are ready", async () => {
  const { url: DATABASE_URL } = await makeSqlite();
  const variables = { DATABASE_URL, MAIL_TRANSPORT: "log", SCHEDULED_TASKS: scheduled };
  for (const [entry, args, messages] of [
    ["worker", [], ["Worker ready"]],
    ["scheduler", [], ["Scheduler ready"]],
    ["worker", ["--scheduler"], ["Worker ready", "Scheduler ready"]],
  ] as const) {
    const started = start(entry, variables, [...args]);
    for (const message of messages) {
      expect((await lines(started, message))[0]).toMatchObject({ level: "INFO" });
    }
    started.child.kill("SIGTERM");
    expect(await started.ended).toMatchObject({ code: 0, stderr: "" });
  }
});
