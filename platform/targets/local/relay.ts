/**
 * What a proxy does beside the plain path: it resets a client whose answer breaks off, passes on
 * trailers, and ends requests whose body does not come. It knows nothing of where they go.
 */
import type { ClientRequest, IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

import type { ProxyServer } from "http-proxy-3";

/** Without a byte of its body for so long, a request is refused. */
const bodyIdleMs = Number(process.env["ANDAMIO_PROXY_BODY_IDLE_MS"] ?? 30_000);

/** How a server of ours treats whoever asks slowly; a body has a limit of its own. */
export const serverLimits = {
  headersTimeout: 15_000,
  requestTimeout: 0,
  connectionsCheckingInterval: 2000,
  keepAliveTimeout: 65_000,
} as const;

/** A client that asks for another protocol than WebSocket gets its answer in this one. */
export function isWebSocket({ method, headers }: IncomingMessage): boolean {
  return method === "GET" && headers.upgrade?.toLowerCase() === "websocket";
}

/** What belongs to one connection goes no further (RFC 9110, 7.6.1). */
export function dropUpgrade({ headers }: IncomingMessage): void {
  if (headers.upgrade === undefined) return;
  delete headers.upgrade;
  delete headers["http2-settings"];
  const words = (headers.connection ?? "").split(",").map((word) => word.trim());
  const kept = words.filter((word) => !/^(upgrade|http2-settings|)$/i.test(word));
  if (kept.length > 0) headers.connection = kept.join(", ");
  else delete headers.connection;
}

export function passOnEnds(proxy: ProxyServer): void {
  proxy.on("proxyRes", (from, _request, to) => {
    from.once("end", () => passOnTrailers(from, to));
    from.once("close", () => from.complete || reset(to));
    // a stream of events may begin long before its first event
    setImmediate(() => to.headersSent || to.destroyed || to.flushHeaders());
  });
  proxy.on("proxyReqWs", (upstream: ClientRequest, _request: IncomingMessage, client: Duplex) => {
    upstream.once("upgrade", (_response, socket) => {
      socket.once("close", () => endSoon(client));
    });
    upstream.once("response", (response) => {
      response.once("close", () => response.complete || client.destroy());
    });
  });
}

/** So that an answer whose length was never said does not look whole. */
export function reset(response: ServerResponse): void {
  if (response.socket && !response.socket.destroyed) response.socket.resetAndDestroy();
  response.destroy();
}

/** Calls `refuse` when the body of a request stops coming. */
export function watchBody(request: IncomingMessage, refuse: () => void): void {
  let read = request.socket.bytesRead;
  const timer = setInterval(() => {
    const isOver = request.complete || request.destroyed;
    // whoever waits for a replica that reads slowly has done nothing wrong
    const moves = request.socket.bytesRead !== read || request.isPaused();
    read = request.socket.bytesRead;
    if (isOver || !moves) clearInterval(timer);
    if (!isOver && !moves) refuse();
  }, bodyIdleMs);
  request.once("close", () => clearInterval(timer));
}

function passOnTrailers(from: IncomingMessage, to: ServerResponse): void {
  const raw = from.rawTrailers;
  const pairs = raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1]!]] : []));
  if (pairs.length > 0) to.addTrailers(pairs as [string, string][]);
}

function endSoon(client: Duplex): void {
  if ("destroySoon" in client) (client as unknown as { destroySoon(): void }).destroySoon();
  else client.destroy();
}
