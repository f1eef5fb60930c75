/** What Redis tells of a task that is under way. */

import { expect, onTestFinished, test } from "vitest";

import { openDatabase } from "../../app/database/open-database.ts";
import { connectRedis } from "../../app/plugins/redis.ts";
import { startRelay, startWorker } from "../../app/queue/bullmq.ts";
import { addTask } from "../../app/queue/outbox.ts";
import type { TaskContext } from "../../app/queue/task.ts";
import { makeSqlite } from "./databases.ts";
import { until } from "./helper.ts";
import { missing, startRedis } from "./servers.ts";

const log = { info() {}, warn() {}, error() {} } as unknown as TaskContext["log"];

test.skipIf(missing.redis)(
  `R002-41 while a task runs its job is seen as active${missing.redis}`,
  async () => {
    const redis = await startRedis();
    onTestFinished(() => redis.stop());
    const client = connectRedis(redis.url, log, { patient: true });
    onTestFinished(() => client.disconnect());
    const database = await makeSqlite();
    const db = await openDatabase({ ...database, source: "", throwaway: false });
    onTestFinished(() => db.$disconnect());
    const id = await addTask(db, "send-mail", {});
    const relay = startRelay(db, redis.url, log);
    const { promise, resolve } = Promise.withResolvers<void>();
    const tasks = { "send-mail": () => promise };
    const context = { mail: undefined as never, log };
    const worker = await startWorker(db, { queue: redis.url }, tasks, context);
    const active = async () => (await client.lrange("bull:reclamos:active", 0, -1)).includes(id);
    await until(active, "the job to be active");
    resolve();
    await until(async () => !(await active()), "its end");
    await worker.close();
    await relay.close();
    expect(await db.outbox.count()).toBe(0);
  },
);
