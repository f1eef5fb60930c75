/** Errors that nobody foresaw, told to a server that stands for Sentry. */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";

import { expect, onTestFinished, test } from "vitest";

import { readConfig } from "../../app/config/config.ts";
import { openErrorTeller } from "../../app/plugins/errors-told.ts";
import { startConsumer } from "../../app/queue/in-process.ts";
import { addTask } from "../../app/queue/outbox.ts";
import { policy } from "../../app/queue/task.ts";
import { startApp, until } from "./helper.ts";

/** Takes envelopes: lines of JSON. */
async function startSentry() {
  const events: Record<string, unknown>[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts);
    const plain = request.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body;
    for (const line of plain.toString().split("\n").filter(Boolean)) {
      const item = JSON.parse(line) as Record<string, unknown>;
      if ("exception" in item) events.push(item);
    }
    response.end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { events, dsn: `http://key@127.0.0.1:${port}/1` };
}

test("R002-64 without SENTRY_DSN the SDK is not even loaded; with it one error is one event", async () => {
  const broken = { config: { access: "public" } } as const;
  const start = async (variables: Record<string, string>) =>
    startApp({
      variables,
      modules: {
        broken: async (app) =>
          void app.get("/broken", broken, () => {
            throw new Error("nobody foresaw it");
          }),
      },
    });
  expect((await (await start({})).get("/broken")).status).toBe(500);
  expect("__SENTRY__" in globalThis).toBe(false);
  const { events, dsn } = await startSentry();
  const app = await start({ SENTRY_DSN: dsn, ENVIRONMENT: "staging" });
  const { body } = await app.get("/broken");
  await app.get("/nothing");
  await until(() => events.length > 0, "the event");
  await app.app.close();
  expect(events).toHaveLength(1);
  expect(events[0]).toMatchObject({
    environment: "staging",
    tags: { request_id: body.request_id, route: "/broken" },
    exception: { values: [{ value: "nobody foresaw it" }] },
  });
});

test("a task that is given up is told once, with its id, and before the worker has ended", async () => {
  const { events, dsn } = await startSentry();
  const { sentry } = readConfig({ DATABASE_URL: "sqlite://", SENTRY_DSN: dsn });
  const { tell: tellError, close } = await openErrorTeller(sentry);
  const { app, db } = await startApp();
  const id = await addTask(db, "send-mail", {});
  const context = { mail: undefined as never, log: app.log, tellError };
  const handlers = { "send-mail": () => Promise.reject(new Error("refused")) };
  const consumer = startConsumer(db, handlers, context, { ...policy, retries: 1, retryDelayMs: 1 });
  await until(async () => {
    consumer.wake();
    return (await db.outbox.findUnique({ where: { id } }))?.failedAt !== null;
  }, "the failure");
  await consumer.stop();
  await close();
  expect(events).toHaveLength(1);
  expect(events[0]).toMatchObject({
    tags: { task: "send-mail", task_id: id },
    exception: { values: [{ value: "refused" }] },
  });
});

test("R002-65 everything is traced and profiled, in the name of the environment, unless rates say less", () => {
  const SENTRY_DSN = "https://key@o1.ingest.us.sentry.io/42";
  const read = (variables: Record<string, string>) =>
    readConfig({ DATABASE_URL: "sqlite://", SENTRY_DSN, ENVIRONMENT: "prod", ...variables }).sentry;
  expect(read({})).toEqual({
    dsn: SENTRY_DSN,
    environment: "prod",
    tracesSampleRate: 1,
    profilesSampleRate: 1,
  });
  const less = { SENTRY_TRACES_SAMPLE_RATE: "0.1", SENTRY_PROFILES_SAMPLE_RATE: "0" };
  expect(read(less)).toMatchObject({ tracesSampleRate: 0.1, profilesSampleRate: 0 });
  expect(() => read({ SENTRY_DSN: "https://sentry.io/42" })).toThrow("SENTRY_DSN");
  expect(() => read({ SENTRY_TRACES_SAMPLE_RATE: "2" })).toThrow("SENTRY_TRACES_SAMPLE_RATE");
});
