/** What operations on the Point API promise, on whichever database. */

import { describe, expect, test } from "vitest";

import type { MakeDatabase } from "../databases.ts";
import { callerOf, password, startApp } from "../helper.ts";
import { addClients, addLogs, root } from "../point-kit.ts";
import { operations } from "../rules.ts";

const idle = `${root}/clientes/desactivar-inactivos/`;
const purge = `${root}/logs/purgar/`;
const both = `${root}/mantenimiento/ejecutar/`;

export function describeIntegrations(make: MakeDatabase): void {
  test("P004-01 each endpoint wants the header Authorization: Token, and refuses a wrong key", async () => {
    const { app, as, get, post } = await startApp({ make });
    const { username } = await as("DG");
    const { token } = (await post("/api/auth/api-token/", { username, password })).body;
    const good = callerOf(app, { authorization: `Token ${token}` });
    const wrong = callerOf(app, { authorization: `Token ${token}x` });
    for (const [method, path] of operations) {
      const ask = ({ get, post }: Pick<typeof good, "get" | "post">) =>
        (method === "GET" ? get : post)(`${root}/${path}/`);
      expect((await ask({ get, post })).status).toBe(401);
      expect((await ask(wrong)).status).toBe(401);
      expect((await ask(good)).status).toBe(200);
    }
  });

  test("P004-02 only ADMIN and DG operate", async () => {
    const { as } = await startApp({ make });
    for (const role of ["GESTOR", "CLIENT", "USER", "ADMIN", "DG"] as const) {
      const caller = await as(role);
      for (const [method, path] of operations) {
        const { status } = await caller[method === "GET" ? "get" : "post"](`${root}/${path}/`);
        expect([role, status]).toEqual([role, ["ADMIN", "DG"].includes(role) ? 200 : 403]);
      }
    }
  });

  test("P004-09, P004-10 a dry run changes no client; a real one switches off so many, the longest unused first", async () => {
    const app = await startApp({ make });
    const dg = await app.as("DG");
    const [, , oldest, never] = await addClients(app, 31, 40, 90, null, 35, 29, 0);
    const active = async () =>
      (await app.db.apiClient.findMany({ where: { active: false } })).map(({ id }) => id);
    expect((await dg.post(idle, { idle_days: 30, limit: 2 })).body).toEqual({
      dry_run: true,
      candidates: 5,
      deactivated: 0,
      remaining_candidates: 5,
    });
    expect(await active()).toEqual([]);
    expect((await dg.post(idle, { idle_days: 30, limit: 2, dry_run: false })).body).toEqual({
      dry_run: false,
      candidates: 5,
      deactivated: 2,
      remaining_candidates: 3,
    });
    expect((await active()).sort()).toEqual([oldest, never].sort());
  });

  test("P004-11, P004-12 only logs that are old enough go, so many at most, the oldest first", async () => {
    const app = await startApp({ make });
    const dg = await app.as("DG");
    await addLogs(app, [100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 1, 89]);
    const left = () => app.db.apiLog.count();
    const ask = async (body: object) => (await dg.post(purge, { retain_days: 90, ...body })).body;
    expect(await ask({})).toMatchObject({ deleted: 0, remaining_candidates: 10 });
    expect(await left()).toBe(12);
    expect(await ask({ max_delete: 4, dry_run: false })).toMatchObject({
      deleted: 4,
      remaining_candidates: 6,
    });
    const { createdAt } = await app.db.apiLog.findFirstOrThrow({ orderBy: { createdAt: "asc" } });
    expect(Math.round((Date.now() - createdAt.getTime()) / 86_400_000)).toBe(105);
    expect(await ask({ dry_run: false })).toMatchObject({ deleted: 6, remaining_candidates: 0 });
    expect(await left()).toBe(2);
  });

  test("P004-13 both operations at once are one row of the history with both totals, or nothing", async () => {
    const app = await startApp({ make });
    const dg = await app.as("DG");
    await addClients(app, 40, 50);
    await addLogs(app, [100, 120, 5]);
    const { body } = await dg.post(both, { dry_run: false, idle_limit: 1 });
    expect(body).toMatchObject({ deactivated: 1, deleted: 2, remaining_candidates: 1 });
    const rows = await app.db.auditLog.findMany({ where: { action: { contains: "API_" } } });
    expect(rows).toHaveLength(1);
    expect(JSON.parse(rows[0]!.payload)).toEqual(body);
    await addLogs(app, [100]);
    await app.db.$executeRawUnsafe("DROP TABLE audit_log");
    expect((await dg.post(both, { dry_run: false })).status).toBe(500);
    expect(await app.db.apiClient.count({ where: { active: false } })).toBe(1);
    expect(await app.db.apiLog.count()).toBe(2);
  });

  test("P004-14 numbers that are none, not above 0 or too high are 400 and named; dry_run is a boolean, true by default", async () => {
    const app = await startApp({ make });
    const dg = await app.as("DG");
    const fields: Record<string, string[]> = {
      [idle]: ["idle_days", "limit"],
      [purge]: ["retain_days", "max_delete"],
      [both]: ["idle_days", "idle_limit", "retain_days", "max_delete"],
    };
    for (const [path, names] of Object.entries(fields)) {
      for (const name of names) {
        for (const value of [0, "abc", -1, 1.5, 1e12]) {
          const { status, body } = await dg.post(path, { [name]: value });
          expect([status, String(body.detail)]).toEqual([400, expect.stringContaining(name)]);
        }
      }
      expect((await dg.post(path, { dry_run: "perhaps" })).status).toBe(400);
      expect((await dg.post(path)).body.dry_run).toBe(true);
    }
  });

  test("P004-23, P004-24 each call is a row of the history with its action, user and totals", async () => {
    const app = await startApp({ make });
    const dg = await app.as("DG");
    await addClients(app, 40, 50);
    await addLogs(app, [100]);
    const said = [];
    for (const [path, body] of [
      [idle, { dry_run: false, limit: 1 }],
      [purge, { dry_run: false }],
      [both, {}],
    ] as const) { said.push((await dg.post(path, body)).body); }
    const { items } = (await dg.get(`${root}/operaciones/historial/?sort_dir=asc`)).body;
    expect(
      items.map(({ action, user }: Record<string, string>) => [action, user]),
    ).toEqual(
      ["DEACTIVATE_IDLE_API_CLIENTS", "PURGE_API_LOGS", "RUN_API_MAINTENANCE"].map((action) => [
        action,
        dg.username,
      ]),
    );
    expect(items.map(({ payload }: { payload: object }) => payload)).toEqual(said);
    expect(Object.keys(items[0]).sort()).toEqual(
      ["action", "id", "model", "object_id", "payload", "timestamp", "user"],
    );
  });

  describe("the summary", () => {
    test("P004-04, P004-05, P004-06 has four blocks: traffic of a day and of a week, and clients, as computed by hand", async () => {
      const app = await startApp({ make });
      const dg = await app.as("DG");
      await addClients(app, 0, 40, null);
      await app.db.apiClient.updateMany({ where: { lastUsedAt: null }, data: { active: false } });
      await addLogs(app, [0.1, 0.2, 0.9, 2, 6.9, 8], { durationMs: 10 });
      await addLogs(app, [0.5, 3], { durationMs: 25, statusCode: 500 });
      const { body } = await dg.get(`${root}/resumen/`);
      expect(Object.keys(body)).toEqual(["traffic", "clients", "alerts", "operations"]);
      expect(body.traffic).toEqual({
        "24h": { requests: 4, errors: 1, error_rate: 25, mean_duration_ms: 13.75 },
        "7d": { requests: 7, errors: 2, error_rate: 28.57, mean_duration_ms: 14.29 },
      });
      expect(body.clients).toEqual({ total: 3, active: 2, inactive: 1, idle_candidates: 1 });
    });

    test("P004-07 has one critical alert when too many requests fail, and none when all is well", async () => {
      const app = await startApp({ make, variables: { POINT_ALERT_ERROR_RATE: "30" } });
      const dg = await app.as("DG");
      const alerts = async () => (await dg.get(`${root}/resumen`)).body.alerts;
      await addLogs(app, [0.1, 0.2]);
      await addLogs(app, [0.3], { statusCode: 404 });
      expect(await alerts()).toMatchObject([{ level: "critical", code: "error_rate" }]);
      await addLogs(app, [0.1, 0.2]);
      expect(await alerts()).toEqual([]);
    });

    test("P004-08 shows the last run of each action with its time, user and totals", async () => {
      const app = await startApp({ make });
      const dg = await app.as("DG");
      expect((await dg.get(`${root}/resumen`)).body.operations).toEqual([]);
      await dg.post(both, {});
      const { body } = await dg.post(both, { dry_run: false });
      const { operations: shown } = (await dg.get(`${root}/resumen`)).body;
      expect(shown).toEqual([
        {
          action: "RUN_API_MAINTENANCE",
          timestamp: expect.stringMatching(/^\d{4}-/),
          user: dg.username,
          totals: body,
        },
      ]);
    });
  });
}
