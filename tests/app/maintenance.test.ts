/** Maintenance of the Point API by the app's own timer, and by command. */

import { describe, expect, onTestFinished, test, vi } from "vitest";

import { readConfig } from "../../app/config/config.ts";
import { runIntegracionesMaintenance as command } from "../../app/jobs/run-integraciones-maintenance.ts";
import { runScheduled, startMaintenance } from "../../app/modules/integrations/scheduler.ts";
import { startApp, type TestApp, until } from "./helper.ts";
import { use } from "./jobs-kit.ts";
import { addClients, addLogs } from "./point-kit.ts";

const prefix = "AUTO_MAINT_INTEGRACIONES_";
const live = { [`${prefix}DRY_RUN`]: "0", [`${prefix}CONFIRM_LIVE`]: "YES" };

function configOf(variables: Record<string, string>) {
  const { point } = readConfig({ JWT_SECRET: "x", DATABASE_URL: "sqlite://", ...variables });
  return point.schedule;
}

async function start() {
  const app = await startApp();
  const run = (variables: Record<string, string>, slot = "1") =>
    runScheduled(app.db, configOf(variables), app.app.log, slot);
  return { ...app, run };
}

const rows = async ({ db }: Pick<TestApp, "db">) =>
  (await db.auditLog.findMany({ where: { action: "RUN_API_MAINTENANCE" } })).map(
    ({ payload, userId }) => ({ ...(JSON.parse(payload) as Record<string, unknown>), userId }),
  );
const inactive = ({ db }: Pick<TestApp, "db">) => db.apiClient.count({ where: { active: false } });

describe("the timer", () => {
  test("P004-50 runs when it is switched on, and says so when it starts", async () => {
    const on = await startApp({ variables: { ENABLE_AUTO_MAINT_INTEGRACIONES: "1" } });
    expect(await on.logged("Maintenance is scheduled")).toMatchObject([{ interval_hours: 24 }]);
    const off = await startApp();
    expect(off.logs.filter(({ message }) => message === "Maintenance is scheduled")).toEqual([]);
  });

  test("P004-51 it runs once in each interval; an interval of 0 or a text stops the start", async () => {
    const app = await start();
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"], now: Date.now() });
    onTestFinished(() => void vi.useRealTimers());
    const schedule = configOf({ [`${prefix}INTERVAL_HOURS`]: "6" });
    onTestFinished(startMaintenance(app.db, schedule, app.app.log));
    for (const count of [1, 2, 3]) {
      vi.advanceTimersByTime(6 * 3_600_000);
      await vi.waitUntil(async () => (await rows(app)).length >= count);
    }
    expect(await rows(app)).toHaveLength(3);
    for (const text of ["0", "often", "-1"]) {
      expect(() => configOf({ [`${prefix}INTERVAL_HOURS`]: text })).toThrow("INTERVAL_HOURS");
    }
  });

  test("P004-52 it is dry unless told otherwise, and its row says so", async () => {
    const app = await start();
    await addClients(app, 50);
    await app.run({});
    expect(await rows(app)).toMatchObject([{ dry_run: true, deactivated: 0, userId: null }]);
    expect(await inactive(app)).toBe(0);
  });

  test.each([
    ["P004-53", "IDLE_DAYS", "7", [8, 6], [], { deactivated: 1 }],
    ["P004-54", "IDLE_LIMIT", "1", [40, 50], [], { deactivated: 1, remaining_candidates: 1 }],
    ["P004-55", "RETAIN_DAYS", "10", [], [11, 9], { deleted: 1 }],
    ["P004-56", "MAX_DELETE", "2", [], [100, 101, 102], { deleted: 2, remaining_candidates: 1 }],
  ] as const)("%s %s=%s reaches the run", async (_id, name, value, clients, logs, totals) => {
    const app = await start();
    await addClients(app, ...clients);
    await addLogs(app, logs);
    await app.run({ ...live, [prefix + name]: value });
    expect(await rows(app)).toMatchObject([totals]);
  });

  test("P004-57 a live run that is not confirmed is refused and told as an error", async () => {
    const app = await start();
    await addClients(app, 50);
    for (const word of ["", "yes", "1"]) {
      await app.run({ [`${prefix}DRY_RUN`]: "0", [`${prefix}CONFIRM_LIVE`]: word });
    }
    expect([await rows(app), await inactive(app)]).toEqual([[], 0]);
    expect(app.logs.filter(({ level }) => level === "ERROR")).toHaveLength(3);
    await app.run(live);
    expect(await rows(app)).toMatchObject([{ dry_run: false, deactivated: 1 }]);
  });

  test("X36 of several replicas one does the work of an interval", async () => {
    const app = await start();
    await Promise.all(Array.from({ length: 8 }, () => app.run({}, "the slot")));
    expect(await rows(app)).toHaveLength(1);
    await app.run({}, "the next slot");
    expect(await rows(app)).toHaveLength(2);
  });
});

describe("the command", () => {
  const startCommand = async () => {
    const app = await start();
    use(app.database);
    await addClients(app, 40, 50);
    await addLogs(app, [100, 120]);
    return app;
  };

  test("P004-38 --dry-run prints totals and changes nothing", async () => {
    const app = await startCommand();
    expect(JSON.parse(await command(["--dry-run"]))).toMatchObject({
      dry_run: true,
      clients: { candidates: 2 },
      logs: { candidates: 2 },
    });
    expect([await inactive(app), await app.db.apiLog.count()]).toEqual([0, 2]);
  });

  test("P004-39, P004-46 --confirm-live YES is for real, and --verify prints its row of the history", async () => {
    const app = await startCommand();
    const [line, last] = (await command(["--confirm-live", "YES", "--verify"])).split("\n");
    expect(JSON.parse(line!)).toMatchObject({ dry_run: false, deactivated: 2, deleted: 2 });
    expect([await inactive(app), await app.db.apiLog.count()]).toEqual([2, 0]);
    expect(await rows(app)).toMatchObject([{ deactivated: 2, deleted: 2 }]);
    expect(last).toMatch(/^\d{4}-.*Z - RUN_API_MAINTENANCE - system - \{.*"deactivated":2/);
  });

  test("P004-40 neither flag, both, or another word than YES changes nothing and ends with usage", async () => {
    const app = await startCommand();
    const calls = [[], ["--dry-run", "--confirm-live", "YES"], ["--confirm-live", "yes"]];
    for (const args of calls) {
      await expect(command(args)).rejects.toMatchObject({
        exitCode: 2,
        message: expect.stringContaining("Usage"),
      });
    }
    expect([await inactive(app), await rows(app)]).toEqual([0, []]);
  });

  test("P004-41 the four limits reach the run, and have their defaults", async () => {
    const app = await startCommand();
    const limits = ["--idle-days", "45", "--idle-limit", "1", "--retain-days", "110", "--max-delete", "1"];
    expect(JSON.parse(await command(["--dry-run", ...limits]))).toMatchObject({
      clients: { candidates: 1 },
      logs: { candidates: 1 },
    });
    await addClients(app, ...Array<number>(101).fill(31), 29);
    await addLogs(app, [91, 89]);
    expect(JSON.parse(await command(["--confirm-live", "YES"]))).toMatchObject({
      clients: { candidates: 103, deactivated: 100 },
      logs: { deleted: 3 },
    });
    for (const wrong of ["0", "x", "-1"]) {
      await expect(command(["--dry-run", `--max-delete=${wrong}`])).rejects.toThrow("--max-delete");
    }
  });

  test("P004-42 --actor-username is who the row carries; an unknown one fails, and none is the system", async () => {
    const app = await startCommand();
    const { id, username } = await app.as("DG");
    await command(["--dry-run", "--actor-username", username]);
    await command(["--dry-run"]);
    expect((await rows(app)).map(({ userId }) => userId)).toEqual([id, null]);
    await expect(command(["--dry-run", "--actor-username", "nobody"])).rejects.toMatchObject({
      exitCode: 1,
    });
    await until(async () => (await rows(app)).length === 2, "no third row");
  });
});
