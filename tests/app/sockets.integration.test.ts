/** Sockets over the network: how they end, and two replicas that share what they tell. */

import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";

import { startApp, type TestApp, until } from "./helper.ts";
import { missing, type RedisServer, startRedis } from "./servers.ts";

async function listen({ app }: TestApp, { id, token }: { id: number; token: string }) {
  const before = app.events.connections.count(id);
  const address = app.server.listening
    ? app.listeningOrigin
    : await app.listen({ host: "127.0.0.1", port: 0 });
  const socket = new WebSocket(`${address.replace("http", "ws")}/ws/${token}`);
  onTestFinished(() => socket.close());
  const got: unknown[] = [];
  socket.addEventListener("message", ({ data }) => void got.push(JSON.parse(String(data))));
  await until(() => app.events.connections.count(id) === before + 1, "the socket");
  return { socket, got };
}

test("R002-31 after the last close nothing is left of a user", async () => {
  const app = await startApp();
  const client = await app.as("CLIENT");
  const { connections } = app.app.events;
  const [one, two] = [await listen(app, client), await listen(app, client)];
  one.socket.close();
  await until(() => connections.count(client.id) === 1, "the first close");
  expect(connections.count()).toBe(1);
  two.socket.close();
  await until(() => connections.count() === 0, "the last close");
});

test("an app with open sockets closes all the same", async () => {
  const app = await startApp();
  const { socket } = await listen(app, await app.as("CLIENT"));
  const closed = new Promise((resolve) => socket.addEventListener("close", resolve));
  await app.app.close();
  await closed;
});

describe.skipIf(missing.redis)(`with Redis${missing.redis}`, () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  const start = async (database?: TestApp["database"]) => {
    const variables = { REDIS_URL: redis.url };
    const app = await startApp({ variables, ...(database && { database }) });
    await until(async () => (await app.get("/health")).status === 200, "Redis");
    return app;
  };

  test("X35 what one replica tells reaches the sockets of another, once each, and goes on when Redis comes back", async () => {
    const one = await start();
    const two = await start(one.database);
    const client = await one.as("CLIENT");
    const sockets = [await listen(one, client), await listen(two, client)];
    const tell = (type: string) => one.app.events.publish({ user: client.id }, { type, data: {} });
    const types = () =>
      sockets.map(({ got }) => (got as { type: string }[]).map(({ type }) => type));
    tell("first");
    await until(() => types().every((list) => list.length === 1), "the first message");
    await redis.stop();
    tell("alone");
    await redis.start();
    await until(async () => {
      tell("again");
      return types()[1]!.includes("again");
    }, "the other replica");
    expect(types()[0]!.slice(0, 3)).toEqual(["first", "alone", "again"]);
    expect(types()[1]!.slice(0, 2)).toEqual(["first", "again"]);
  });

  test("failures to sign in are counted for all replicas, and outlive a restart of one", async () => {
    const one = await start();
    const two = await start(one.database);
    const { username } = await one.as("CLIENT");
    const guess = ({ app }: TestApp, password: string) =>
      app.inject({ method: "POST", url: "/api/auth/token", payload: { username, password } });
    for (const app of [one, two, one, two, one]) await guess(app, "wrong password");
    for (const app of [one, two, await start(one.database)]) {
      expect((await guess(app, "Test123!")).statusCode).toBe(401);
    }
  });
});
