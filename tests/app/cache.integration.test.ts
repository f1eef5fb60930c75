/** What dashboards keep, with a real Redis: replicas agree, and live without it. */

import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";

import { updateManagementStatus } from "../../app/jobs/update-cases.ts";
import { makeSqlite } from "./databases.ts";
import { type App, callerOf, startApp, until } from "./helper.ts";
import { missing, type RedisServer, startRedis } from "./servers.ts";

describe.skipIf(missing.redis)(`with Redis${missing.redis}`, () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  /** Two apps on one database, with one administrator who asks either. */
  async function startReplicas() {
    const database = await makeSqlite();
    const options = {
      database,
      variables: { REDIS_URL: redis.url, RATE_LIMIT_AUTH: "1000/minute" },
    };
    const [one, two] = [await startApp(options), await startApp(options)];
    for (const { get } of [one, two]) { await until(async () => (await get("/health")).status === 200, "Redis"); }
    const { token } = await one.as("ADMIN");
    const callers = [one, two].map(({ app }) =>
      callerOf(app as App, { authorization: `Bearer ${token}` }),
    );
    const count = async (index: number) =>
      (await callers[index]!.get("/api/v1/dashboard/cases/status")).body[0].cases as number;
    const fields = { entity: "Banco", debtorName: "Rosa", amount: 1n, carteraId: 1 };
    const add = () => one.db.case.create({ data: fields }); // nobody tells the cache
    return { callers, count, add, database };
  }

  test("N003-63 a write on one replica drops what the other one keeps", async () => {
    const { callers, count, add } = await startReplicas();
    expect([await count(0), await count(1)]).toEqual([0, 0]);
    await add();
    expect([await count(0), await count(1)]).toEqual([0, 0]);
    const more = { entity: "Banco", debtor_name: "Luis", amount: "1", cartera: "A" };
    expect((await callers[0]!.post("/api/v1/cases", more)).status).toBe(201);
    expect([await count(1), await count(0)]).toEqual([2, 2]);
  });

  test("a command on data drops it too", async () => {
    const { count, add, database } = await startReplicas();
    await count(1);
    await add();
    vi.stubEnv("DATABASE_URL", database.url);
    vi.stubEnv("REDIS_URL", redis.url);
    onTestFinished(() => void vi.unstubAllEnvs());
    await updateManagementStatus([]);
    expect(await count(1)).toBe(1);
  });

  test("without Redis' answer nothing is kept, and everything is answered", async () => {
    const { count, add } = await startReplicas();
    await redis.stop();
    onTestFinished(() => redis.start());
    expect(await count(0)).toBe(0);
    await add();
    expect(await count(0)).toBe(1);
  });
});
