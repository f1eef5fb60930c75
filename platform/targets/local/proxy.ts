/**
 * The stable address of one Service: `proxy.ts ROOT ENVIRONMENT ROUTE ADDRESS`, on the port that
 * PORT names; further words are paths that it does not serve. New requests go to replicas that are
 * ready; a replica that leaves gets no new ones
 * and keeps those that it has.
 */
import { watch } from "node:fs";
import { rmSync } from "node:fs";
import { Agent, createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";

import { createProxyServer } from "http-proxy-3";

import { makePrivateFolder, writeJson } from "./files.ts";
import { dropForwarded, hopToken } from "./forwarded-headers.ts";
import { isInternal } from "./internal-paths.ts";
import { pathsOf } from "./paths.ts";
import { isAlive } from "./process-identity.ts";
import { dropUpgrade, isWebSocket, passOnEnds, reset, serverLimits, watchBody } from "./relay.ts";
import { readRecord } from "./unit.ts";
import { controlSocket, readUpstreams, type Upstreams, upstreamsFile } from "./upstreams.ts";

const [root = "", environment = "", route = "", address = "127.0.0.1", ...internal] =
  process.argv.slice(2);
const paths = pathsOf(root, environment);
const token = hopToken(paths);
const port = Number(process.env["PORT"]);

/** How long a request waits for a replica to become ready before it is refused. */
const patienceMs = 5000;
const inFlight = new Map<string, number>();
let wanted = readUpstreams(paths, route);
let ready: { unit: string; port: number }[] = [];
let turn = 0;

/** Requests at once; a further one is answered that it must come again. */
const most = Number(process.env["ANDAMIO_PROXY_REQUESTS"] ?? 1024);
let open = 0;

// no request waits for another one's socket: there would be no limit to that
const kept = new Agent({ keepAlive: true, keepAliveMsecs: 1000 });
const fresh = new Agent({ keepAlive: false });
const proxy = createProxyServer({ xfwd: true, changeOrigin: false });
/** Safe to ask twice, and nothing of their body is spent on the first try (RFC 9110, 9.2.2). */
const repeatable = new Set(["GET", "HEAD", "OPTIONS"]);
const repeated = new WeakSet<IncomingMessage>();
passOnEnds(proxy);
proxy.on("error", (error: NodeJS.ErrnoException, request, response) => {
  if (!("writeHead" in response)) return void response.destroy();
  if (response.destroyed) return;
  if (mayRepeat(request, response)) {
    repeated.add(request);
    return void forward(request, response);
  }
  refuse(response, 502, `the replica gave no answer (${error.code ?? error.message})`);
});

const options = { ...serverLimits, shouldUpgradeCallback: isWebSocket };
const server = createServer(options, (request, response) => {
  if (isInternal(request.url ?? "", internal)) return void response.writeHead(404).end();
  dropForwarded(request, token);
  accept(request, response);
});
server.on("upgrade", (request, socket, head) => {
  if (isInternal(request.url ?? "", internal)) return void socket.destroy();
  dropForwarded(request, token);
  void forwardUpgrade(request, socket as Socket, head);
});
server.listen(port, address);

const control = createServer((request, response) => void change(request, response));
rmSync(controlSocket(paths, route), { force: true });
control.listen(controlSocket(paths, route));

makePrivateFolder(paths.records);
look();
watch(paths.records, look);
setInterval(look, 1000); // a change that the watch missed, or a replica that died without a word

process.on("SIGTERM", () => {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
  setTimeout(() => process.exit(0), 5000).unref();
});

function accept(request: IncomingMessage, response: ServerResponse): void {
  if (open >= most) return refuse(response, 503, `${most} requests are open`);
  open++;
  response.once("close", () => open--);
  dropUpgrade(request);
  watchBody(request, () => {
    refuse(response, 408, "the body of the request did not come");
    response.once("finish", () => request.destroy());
  });
  void forward(request, response);
}

async function forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const upstream = await nextUpstream();
  if (response.destroyed || response.writableEnded) return;
  if (!upstream) return refuse(response, 503, "no replica is ready");
  const leave = enter(upstream.unit);
  response.once("close", leave);
  // a replica may close a kept connection at the moment in which it is used again
  const agent = isRepeatable(request) && !repeated.has(request) ? kept : fresh;
  proxy.web(request, response, { target: `http://127.0.0.1:${upstream.port}`, agent });
}

function isRepeatable({ method = "", headers }: IncomingMessage): boolean {
  const empty = headers["transfer-encoding"] === undefined && !Number(headers["content-length"]);
  return repeatable.has(method) && empty;
}

function mayRepeat(request: IncomingMessage, response: ServerResponse): boolean {
  const open = !response.headersSent && !response.destroyed;
  return open && isRepeatable(request) && !repeated.has(request);
}

async function forwardUpgrade(
  request: IncomingMessage,
  socket: Socket,
  head: Buffer,
): Promise<void> {
  socket.on("error", () => socket.destroy()); // the client is gone
  if (open >= most) return refuseUpgrade(socket);
  open++;
  socket.once("close", () => open--);
  const upstream = await nextUpstream();
  if (!upstream || socket.destroyed) return refuseUpgrade(socket);
  socket.once("close", enter(upstream.unit));
  proxy.ws(request, socket, head, { target: `ws://127.0.0.1:${upstream.port}` });
}

async function nextUpstream(): Promise<{ unit: string; port: number } | undefined> {
  for (const deadline = Date.now() + patienceMs; ready.length === 0 && Date.now() < deadline;) {
    await sleep(50);
  }
  return ready[turn++ % Math.max(ready.length, 1)];
}

function look(): void {
  ready = wanted.flatMap((unit) => {
    const record = readRecord(paths, unit);
    const able = record?.state === "ready" && record.port !== undefined && isAlive(record.child);
    return able ? [{ unit, port: record.port! }] : [];
  });
}

function enter(unit: string): () => void {
  inFlight.set(unit, (inFlight.get(unit) ?? 0) + 1);
  return () => void inFlight.set(unit, inFlight.get(unit)! - 1);
}

/** Answers 204 when the change is kept and the units that left have nothing to do any more. */
async function change(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { units, graceSeconds } = JSON.parse(await text(request)) as Upstreams & {
    graceSeconds: number;
  };
  const leaving = wanted.filter((unit) => !units.includes(unit));
  writeJson(upstreamsFile(paths, route), { units });
  wanted = units;
  look();
  const deadline = Date.now() + graceSeconds * 1000;
  while (leaving.some((unit) => (inFlight.get(unit) ?? 0) > 0) && Date.now() < deadline) {
    await sleep(20);
  }
  for (const unit of leaving) inFlight.delete(unit);
  response.writeHead(204).end();
}

function refuseUpgrade(socket: Socket): void {
  socket.end("HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\nconnection: close\r\n\r\n");
  socket.destroySoon();
}

function refuse(response: ServerResponse, status: number, error: string): void {
  if (response.headersSent) return reset(response);
  const headers = { "content-type": "application/json", "retry-after": "1", connection: "close" };
  response.writeHead(status, headers).end(JSON.stringify({ error: "unavailable", detail: error }));
}
