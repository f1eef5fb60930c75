/** The queue and the limits with a real Redis, and without it when it is away. */

import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";

import { openDatabase } from "../../app/database/open-database.ts";
import { connectRedis } from "../../app/plugins/redis.ts";
import { startRelay, startWorker } from "../../app/queue/bullmq.ts";
import { addTask } from "../../app/queue/outbox.ts";
import { policy, type TaskContext } from "../../app/queue/task.ts";
import { makeSqlite } from "./databases.ts";
import { startApp, until } from "./helper.ts";
import { lines, run, start, startServer } from "./processes.ts";
import { missing, type RedisServer, startRedis } from "./servers.ts";

const silent = { info() {}, warn() {}, error() {} } as unknown as TaskContext["log"];
const context = { mail: undefined as never, log: silent };

describe.skipIf(missing.redis)(`with Redis${missing.redis}`, () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis();
  });
  beforeEach(async () => {
    const client = connect();
    await client.flushall();
  });
  afterAll(() => redis.stop());

  const connect = (database = 0) => {
    const client = connectRedis(`${redis.url}/${database}`, silent, { patient: true });
    onTestFinished(() => client.disconnect());
    return client;
  };

  const openOutbox = async () => {
    const database = await makeSqlite();
    const db = await openDatabase({ ...database, source: "", throwaway: false });
    onTestFinished(() => db.$disconnect());
    return db;
  };

  test("N003-97 two apps share the count of a limit", async () => {
    const variables = { REDIS_URL: redis.url, RATE_LIMIT_DEFAULT: "3/minute" };
    const [one, two] = [await startApp({ variables }), await startApp({ variables })];
    await until(
      async () =>
        (await Promise.all([one.get("/health"), two.get("/health")])).every(
          ({ status }) => status === 200,
        ),
      "Redis",
    );
    const statuses = [];
    for (const { get } of [one, two, one, two]) statuses.push((await get("/api")).status);
    expect(statuses).toEqual([200, 200, 200, 429]);
  });

  test("X06 health names Redis and the queue when they are away, and is well again when they are back", async () => {
    const { get, post } = await startApp({ variables: { REDIS_URL: redis.url } });
    await until(async () => (await get("/health")).status === 200, "Redis");
    await redis.stop();
    await until(async () => (await get("/health")).status === 503, "the outage to be seen");
    expect((await get("/healthz")).body).toEqual({
      status: "unavailable",
      checks: { database: "ok", redis: "unavailable", queue: "unavailable" },
    });
    expect((await get("/livez")).status).toBe(200);
    expect((await get("/api")).status).toBe(200); // a limit that cannot be counted lets pass …
    expect((await post("/api/auth/login", { username: "x", password: "y" })).status).toBe(503); // … but where passwords are tried
    await redis.start();
    await until(async () => (await get("/health")).status === 200, "health to return");
  });

  test("R002-38, L001-46 the queue's keys carry its name and lie in one database, results in another", async () => {
    const db = await openOutbox();
    const id = await addTask(db, "send-mail", {});
    const relay = startRelay(db, `${redis.url}/0`, silent);
    const worker = await startWorker(
      db,
      { queue: `${redis.url}/0`, results: `${redis.url}/1` },
      { "send-mail": async () => ({ success: true, to: "a" }) },
      context,
    );
    const results = connect(1);
    await until(async () => (await results.exists(`result:${id}`)) === 1, "the result");
    expect(JSON.parse((await results.get(`result:${id}`)) ?? "")).toEqual({
      success: true,
      to: "a",
    });
    expect((await connect().keys("*")).every((key) => key.startsWith("bull:reclamos:"))).toBe(true);
    expect(await db.outbox.count()).toBe(0);
    await worker.close();
    await relay.close();
  });

  test("R002-43 a job that always fails runs four times in all, by a fixed delay, then is failed and kept", async () => {
    const db = await openOutbox();
    const id = await addTask(db, "send-mail", {});
    let calls = 0;
    const relay = startRelay(db, redis.url, silent, { ...policy, retryDelayMs: 10 });
    const worker = await startWorker(
      db,
      { queue: redis.url },
      { "send-mail": () => Promise.reject(new Error(`refused ${++calls}`)) },
      context,
    );
    await until(
      async () => (await db.outbox.findUniqueOrThrow({ where: { id } })).failedAt !== null,
      "the failure",
    );
    expect(await db.outbox.findUnique({ where: { id } })).toMatchObject({
      error: "Error: refused 4",
    });
    expect(JSON.parse((await connect().hget(`bull:reclamos:${id}`, "opts")) ?? "")).toMatchObject({
      attempts: 4,
      backoff: { type: "fixed", delay: 10 },
    });
    expect(policy).toEqual({ retries: 3, retryDelayMs: 60_000, timeoutMs: 300_000 });
    await worker.close();
    await relay.close();
  });

  test("rows that are handed over by two relays, and again after that, are done once each", async () => {
    const db = await openOutbox();
    const ids = await Promise.all(Array.from({ length: 40 }, () => addTask(db, "send-mail", {})));
    const relays = [startRelay(db, redis.url, silent), startRelay(db, redis.url, silent)];
    await until(
      async () => (await db.outbox.count({ where: { publishedAt: null } })) === 0,
      "the hand-over",
    );
    await db.outbox.updateMany({ data: { publishedAt: null } });
    for (const relay of relays) relay.wake();
    let calls = 0;
    const worker = await startWorker(
      db,
      { queue: redis.url },
      { "send-mail": async () => ++calls },
      context,
    );
    await until(async () => (await db.outbox.count()) === 0, "an empty outbox");
    expect(calls).toBe(ids.length);
    await worker.close();
    for (const relay of relays) await relay.close();
  });

  test("a worker that is closed finishes the task that it has begun", async () => {
    const db = await openOutbox();
    await addTask(db, "send-mail", {});
    const relay = startRelay(db, redis.url, silent);
    const [begun, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const handler = async () => {
      begun.resolve();
      await released.promise;
    };
    const worker = await startWorker(db, { queue: redis.url }, { "send-mail": handler }, context);
    await begun.promise;
    const closed = worker.close();
    expect(await db.outbox.count()).toBe(1);
    released.resolve();
    await closed;
    expect(await db.outbox.count()).toBe(0);
    await relay.close();
  });

  test("a claim outlives a server that was killed before the queue had its task: the mail goes out, once", async () => {
    const { url } = await makeSqlite();
    const variables = {
      DATABASE_URL: url,
      REDIS_URL: redis.url,
      MAIL_TRANSPORT: "log",
      JWT_SECRET: "for the tests",
    };
    await run("jobs", { DATABASE_URL: url }, "seed");
    const db = await openDatabase({ url, engine: "sqlite", source: "", throwaway: false });
    onTestFinished(() => db.$disconnect());
    await db.outbox.deleteMany();
    const server = await startServer(variables);
    const { access } = (await postJson(`${server.url}/api/auth/token`, {
      username: "client1",
      password: "client1234",
    })) as { access: string };
    await redis.stop();
    const claim = await postJson(`${server.url}/api/reclamos`, { titulo: "Sobrevive" }, access);
    expect(claim).toMatchObject({ titulo: "Sobrevive", estado: "pendiente" });
    server.child.kill("SIGKILL");
    await server.ended;
    expect(await db.outbox.count()).toBe(1);
    await redis.start();
    const worker = start("worker", variables);
    const [mail] = await lines(worker, "Mail sent to the log");
    expect(mail).toMatchObject({
      mail: {
        to: "client1@example.com",
        body: `Tu reclamo 'Sobrevive' ha sido registrado con el número ${claim["numero"] as string}.`,
      },
    });
    await until(async () => (await db.outbox.count()) === 0, "an empty outbox");
    worker.child.kill("SIGTERM");
    const { code, stdout } = await worker.ended;
    expect([code, stdout.split("Mail sent to the log").length - 1]).toEqual([0, 1]);
  });

  test("a worker and a server end by SIGTERM with 0 while Redis is away too", async () => {
    const { url } = await makeSqlite();
    const variables = { DATABASE_URL: url, REDIS_URL: redis.url, JWT_SECRET: "for the tests" };
    const server = await startServer(variables);
    const worker = start("worker", variables);
    await lines(worker, "Worker ready");
    await redis.stop();
    await lines(worker, "Redis does not answer");
    for (const { child, ended } of [server, worker]) {
      child.kill("SIGTERM");
      expect(await ended).toMatchObject({ code: 0, stderr: "" });
    }
    await redis.start();
  });
});

async function postJson(
  url: string,
  body: object,
  token?: string,
): Promise<Record<string, unknown>> {
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(token && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  return (await response.json()) as Record<string, unknown>;
}
