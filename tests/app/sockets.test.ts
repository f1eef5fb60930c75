/** What browsers are told while they listen. */

import { describe, expect, onTestFinished, test, vi } from "vitest";

import { signAccessToken } from "../../app/modules/auth/tokens.ts";
import { Connections, type Listener } from "../../app/plugins/connections.ts";
import { type App, startApp, type TestApp, until } from "./helper.ts";

type WebSocket = Awaited<ReturnType<App["injectWS"]>>;

interface Open {
  socket: WebSocket;
  got: unknown[];
  closed: Promise<number>;
}

/** What a request without a port lacks */
const local = { socket: { remoteAddress: "127.0.0.1" } } as never;

async function connect({ app }: TestApp, token: string): Promise<Open> {
  const socket = await app.injectWS(`/ws/${token}`, local);
  onTestFinished(() => socket.terminate());
  const got: unknown[] = [];
  socket.on("message", (text) => void got.push(JSON.parse(String(text))));
  const closed = new Promise<number>((resolve) => socket.once("close", resolve));
  return { socket, got, closed };
}

/** Once the server counts it. */
async function listen(app: TestApp, { id, token }: { id: number; token: string }): Promise<Open> {
  const before = app.app.events.connections.count(id);
  const open = await connect(app, token);
  await until(async () => app.app.events.connections.count(id) === before + 1, "the socket");
  return open;
}

test("R002-29, R002-30 a user may listen in two windows, and both get a message", async () => {
  const app = await startApp();
  const client = await app.as("CLIENT");
  const { connections } = app.app.events;
  expect(connections.count(client.id)).toBe(0);
  const one = await listen(app, client);
  expect(connections.count(client.id)).toBe(1);
  const two = await listen(app, client);
  expect(connections.count(client.id)).toBe(2);
  const message = { type: "x", data: { a: 1 } };
  app.app.events.publish({ user: client.id }, message);
  await until(() => one.got.length + two.got.length === 2, "both messages");
  expect([one.got, two.got]).toEqual([[message], [message]]);
});

test("R002-32 a broken socket does not keep the second one from the message", () => {
  const connections = new Connections();
  const listener: Listener = { id: 1, role: "CLIENT", family: "f" };
  const socket = (send: () => void) =>
    ({ send, on: vi.fn(), once: vi.fn(), terminate: vi.fn() }) as unknown as WebSocket;
  const broken = socket(() => {
    throw new Error("broken");
  });
  const got: string[] = [];
  const whole = { ...socket(() => {}), send: (text: string) => void got.push(text) };
  connections.add(broken, listener);
  connections.add(whole as unknown as WebSocket, listener);
  connections.deliver({ user: 1 }, { type: "x", data: {} });
  expect(got).toEqual(["{\"type\":\"x\",\"data\":{}}"]);
});

test("R002-33 a broadcast reaches all but the one who is left out", async () => {
  const app = await startApp();
  const [out, other] = [await app.as("CLIENT"), await app.as("CLIENT")];
  const [left, reached] = [await listen(app, out), await listen(app, other)];
  app.app.events.publish({ except: out.id }, { type: "x", data: {} });
  app.app.events.publish({ user: out.id }, { type: "last", data: {} });
  await until(() => left.got.length + reached.got.length === 2, "the messages");
  expect([left.got, reached.got]).toMatchObject([[{ type: "last" }], [{ type: "x" }]]);
});

describe("R002-34 a socket", () => {
  test("with a bad token is closed with 4001; with a good one it stays, and ignores text", async () => {
    const app = await startApp();
    const client = await app.as("CLIENT");
    expect(await (await connect(app, "made-up")).closed).toBe(4001);
    const { socket, got } = await listen(app, client);
    socket.send("anything");
    app.app.events.publish({ user: client.id }, { type: "x", data: {} });
    await until(() => got.length === 1, "the message");
    expect(socket.readyState).toBe(socket.OPEN);
  });

  test("X35 ends with 4001 when its token expires, when its user is switched off, and when signed out", async () => {
    const app = await startApp();
    const [brief, off, out] = [await app.as("USER"), await app.as("USER"), await app.as("USER")];
    const { family } = await app.db.issuedToken.findFirstOrThrow({ where: { userId: brief.id } });
    const token = await signAccessToken({ userId: brief.id, family }, "for the tests", 2);
    const sockets = [
      await listen(app, { ...brief, token }),
      await listen(app, off),
      await listen(app, out),
    ];
    const stays = await listen(app, await app.as("USER"));
    await app.db.user.update({ where: { id: off.id }, data: { active: false } });
    await out.post("/api/auth/logout");
    expect(await Promise.all(sockets.map(({ closed }) => closed))).toEqual([4001, 4001, 4001]);
    expect(stays.socket.readyState).toBe(stays.socket.OPEN);
  });

  test("its token is in no line of the log", async () => {
    const app = await startApp();
    const client = await app.as("CLIENT");
    await listen(app, client);
    await connect(app, `${client.token}x`).then(({ closed }) => closed);
    expect(JSON.stringify(app.logs)).not.toContain(client.token);
  });
});

test("R002-14 a new claim is 201, queues the mail to its owner, and another user is told", async () => {
  const app = await startApp();
  const [client, gestor] = [await app.as("CLIENT"), await app.as("GESTOR")];
  const { got } = await listen(app, gestor);
  const { status, body } = await client.post("/api/reclamos", { titulo: "Cobro doble" });
  expect(status).toBe(201);
  await until(() => got.length > 0, "the message");
  expect(got).toEqual([{ type: "nuevo_reclamo", data: { id: body.id, titulo: "Cobro doble" } }]);
  expect(await app.logged("Mail sent to the log")).toMatchObject([
    { mail: { to: `${client.username}@example.com` } },
  ]);
});

test("R002-36 every connected user gets id and titulo of a new claim, once: who may read it its title, the others its number", async () => {
  const app = await startApp();
  const roles = ["ADMIN", "GESTOR", "CLIENT", "CLIENT", "USER", "DG"] as const;
  const users = [];
  for (const role of roles) users.push(await app.as(role));
  const sockets: Open[] = [];
  for (const user of users) sockets.push(await listen(app, user));
  const { body } = await users[2]!.post("/api/reclamos", { titulo: "Secreto" });
  await until(() => sockets.every(({ got }) => got.length === 1), "a message each");
  const told = (titulo: string) => [{ type: "nuevo_reclamo", data: { id: body.id, titulo } }];
  const [title, number] = [told("Secreto"), told(body.numero)];
  expect(sockets.map(({ got }) => got)).toEqual([title, title, title, number, number, number]);
  for (const { got } of sockets) got.length = 0;
  const mine = (await users[1]!.post("/api/reclamos", { titulo: "Del gestor" })).body;
  app.app.events.publish({}, { type: "last", data: {} });
  await until(() => sockets.every(({ got }) => got.length >= 2), "two messages each");
  expect(sockets[1]!.got).toMatchObject([{ data: { id: mine.id, titulo: "Del gestor" } }, { type: "last" }]);
  expect(sockets[2]!.got).toMatchObject([{ data: { id: mine.id, titulo: mine.numero } }, { type: "last" }]);
});

test("R002-15, R002-35 the owner of a claim is told of its new state, once, and nobody else", async () => {
  const app = await startApp();
  const [owner, other, gestor] = [await app.as("CLIENT"), await app.as("CLIENT"), await app.as("GESTOR")];
  const { id } = (await owner.post("/api/reclamos", { titulo: "Mío" })).body;
  const [one, two] = [await listen(app, owner), await listen(app, other)];
  for (const estado of ["resuelto", "resuelto"]) {
    await gestor.patch(`/api/reclamos/${id}`, { estado });
  }
  app.app.events.publish({}, { type: "last", data: {} });
  await until(() => one.got.length + two.got.length >= 3, "the messages");
  expect(one.got).toMatchObject([
    { type: "reclamo_actualizado", data: { id, estado: "resuelto" } },
    { type: "last" },
  ]);
  expect(two.got).toMatchObject([{ type: "last" }]);
});
