/** The proxy of a Service beside the plain path, as a real process before a real server. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { Agent, createServer, get, type IncomingMessage, request, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";

import { afterAll, beforeAll, expect, test, vi } from "vitest";

import { writeJson } from "../../platform/targets/local/files.ts";
import { ownProgram } from "../../platform/targets/local/own-program.ts";
import { anyFreePort, isFree } from "../../platform/targets/local/ports.ts";
import { identityOf } from "../../platform/targets/local/process-identity.ts";
import { makeRuntimeFolders } from "../../platform/targets/local/runtime-folder.ts";
import { recordFile } from "../../platform/targets/local/unit.ts";
import { upstreamsFile } from "../../platform/targets/local/upstreams.ts";
import { makeProject, type Project } from "./project.ts";

let project: Project;
let replica: Server;
let proxy: ChildProcess;
let port: number;
/** Answers that the replica has begun and not ended, and sockets that it took over. */
const begun = new Set<Socket>();

const replicaAnswers: Record<string, Parameters<typeof createServer>[1] & object> = {
  "/plain": (_request, response) => response.end("plain"),
  "/chunks": (_request, response) => void response.write("part"),
  "/length": (_request, response) => {
    response.writeHead(200, { "content-length": 1000 }).write("part");
  },
  "/until-close": (_request, response) => {
    response.writeHead(200, { connection: "close" });
    response.useChunkedEncodingByDefault = false;
    response.write("part");
  },
  "/slow": () => undefined,
  "/head": (_request, response) => response.writeHead(200, { "content-length": 1000 }).end(),
  "/events": (_request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
  },
  "/echo": (request, response) => void request.pipe(response),
  "/trailers": (_request, response) => {
    response.writeHead(200, { trailer: "x-sum" });
    response.write("part");
    response.addTrailers({ "x-sum": "4" });
    response.end();
  },
};

beforeAll(async () => {
  project = makeProject();
  const { paths } = project;
  replica = createServer((incoming, response) => {
    begun.add(incoming.socket);
    replicaAnswers[incoming.url ?? ""]?.(incoming, response);
  });
  replica.on("upgrade", (incoming, socket) => {
    if (incoming.url === "/refuses") return void socket.destroy();
    begun.add(socket as Socket);
    socket.write("HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n");
    socket.on("data", (data) => socket.write(data)).on("error", () => undefined);
  });
  await once(replica.listen(0, "127.0.0.1"), "listening");
  makeRuntimeFolders(paths);
  mkdirSync(paths.records, { recursive: true });
  writeJson(recordFile(paths, "api.1"), {
    unit: "api.1", state: "ready", port: (replica.address() as AddressInfo).port,
    child: identityOf(process.pid), launcher: identityOf(process.pid),
  });
  writeJson(upstreamsFile(paths, "api-route"), { units: ["api.1"] });
  port = await anyFreePort();
  const [program = "", ...args] = ownProgram(paths, "proxy.ts", "api-route", "127.0.0.1");
  const limits = { ANDAMIO_PROXY_BODY_IDLE_MS: "1500", ANDAMIO_PROXY_REQUESTS: "1200" };
  proxy = spawn(program, args, { env: { ...process.env, ...limits, PORT: String(port) }, stdio: "inherit" });
  await vi.waitFor(async () => expect(await isFree(port)).toBe(false), 30_000);
});

afterAll(async () => {
  proxy.kill("SIGKILL");
  replica.closeAllConnections();
  replica.close();
  await project[Symbol.asyncDispose]();
});

const url = (path: string) => `http://127.0.0.1:${port}${path}`;
const agent = new Agent({ maxSockets: Infinity });

/** The answer of a request that nobody ends. */
async function begin(path: string): Promise<IncomingMessage> {
  const asked = get(url(path), { agent });
  const [response] = (await once(asked, "response")) as [IncomingMessage];
  asked.on("error", () => undefined); // its answer says so too
  await once(response, "data");
  return response;
}

/** A client of its own: what it wrote, what came, and whether it was closed. */
function open(head: string): { socket: Socket; said: () => string; closed: Promise<unknown> } {
  const socket = connect(port, "127.0.0.1");
  let said = "";
  socket.on("data", (data) => (said += data)).on("error", () => undefined);
  socket.write(head);
  const closed = new Promise((resolve) => socket.once("close", resolve));
  return { socket, said: () => said, closed };
}

test.each(["/chunks", "/length", "/until-close"])(
  "a replica that ends in the middle of %s: the client is told at once, and not that it was whole",
  async (path) => {
    begun.clear();
    const response = await begin(path);
    const failed = new Promise((resolve) => response.once("error", resolve));
    for (const socket of begun) socket.destroy();
    expect(await failed).toMatchObject({ code: "ECONNRESET" });
  },
);

test("a WebSocket ends on the client's side when its replica is gone", async () => {
  begun.clear();
  const client = open(`GET /ws HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n`);
  await vi.waitFor(() => expect(client.said()).toContain("101 Switching"));
  client.socket.write("hello");
  await vi.waitFor(() => expect(client.said()).toContain("hello"));
  for (const socket of begun) socket.destroy();
  await client.closed;
});

test("an upgrade that the replica breaks off ends on the client's side", async () => {
  await open(`GET /refuses HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n`).closed;
});

test("whoever offers another protocol is answered in this one", async () => {
  const client = open("GET /plain HTTP/1.1\r\nhost: x\r\nupgrade: h2c\r\nconnection: upgrade, close\r\n\r\n");
  await client.closed;
  expect(client.said()).toMatch(/^HTTP\/1.1 200[^]*plain/);
});

test("800 bodies that never come and 257 answers that never end keep nobody waiting", async () => {
  const head = "POST /echo HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n1";
  const unfinished = Array.from({ length: 800 }, () => open(head));
  const slow = Array.from({ length: 257 }, () => open("GET /slow HTTP/1.1\r\nhost: x\r\n\r\n"));
  expect(await (await fetch(url("/plain"))).text()).toBe("plain");
  await Promise.all(unfinished.map(({ closed }) => closed));
  expect(await (await fetch(url("/plain"))).text()).toBe("plain");
  for (const { socket } of slow) socket.destroy();
});

test("what is more than the proxy takes at once is answered, and told to come again", async () => {
  const slow = Array.from({ length: 1300 }, () => open("GET /slow HTTP/1.1\r\nhost: x\r\n\r\n"));
  const refused = await vi.waitFor(() => {
    const answered = slow.filter(({ said }) => said().startsWith("HTTP/1.1 503"));
    expect(answered.length).toBeGreaterThanOrEqual(100);
    return answered;
  }, 20_000);
  expect(refused[0]!.said()).toMatch(/retry-after: 1/i);
  for (const { socket } of slow) socket.destroy();
  await vi.waitFor(async () => expect((await fetch(url("/plain"))).status).toBe(200), 20_000);
});

test("a stream of events begins before its first event", async () => {
  const [response] = (await once(get(url("/events"), { agent }), "response")) as [IncomingMessage];
  expect(response.headers["content-type"]).toBe("text/event-stream");
  response.on("error", () => undefined).destroy();
});

test("a body that comes slowly and steadily is no fault", async () => {
  const asked = request(url("/echo"), { method: "POST", agent });
  const answer = once(asked, "response");
  for (const part of ["a", "b", "c", "d"]) {
    asked.write(part);
    await new Promise((resolve) => setTimeout(resolve, 700));
  }
  asked.end();
  expect(await text(((await answer) as [IncomingMessage])[0])).toBe("abcd");
});

test("HEAD, 100-continue and trailers come through", async () => {
  const head = await fetch(url("/head"), { method: "HEAD" });
  expect([head.status, head.headers.get("content-length")]).toEqual([200, "1000"]);
  const asked = request(url("/echo"), { method: "POST", agent, headers: { expect: "100-continue" } });
  asked.flushHeaders();
  await once(asked, "continue");
  const answered = once(asked, "response");
  asked.end("body");
  expect(await text(((await answered) as [IncomingMessage])[0])).toBe("body");
  const [withTrailers] = (await once(get(url("/trailers"), { agent }), "response")) as [IncomingMessage];
  await text(withTrailers);
  expect(withTrailers.trailers).toEqual({ "x-sum": "4" });
});

test("a client that goes in the middle of its upload leaves nothing open", async () => {
  begun.clear();
  const client = open("POST /echo HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\nabc");
  await vi.waitFor(() => expect(begun.size).toBe(1));
  client.socket.destroy();
  await vi.waitFor(() => expect([...begun].every(({ destroyed }) => destroyed)).toBe(true), 10_000);
});
