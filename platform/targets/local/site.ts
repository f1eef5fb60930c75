/**
 * Serves the files of one Static: `site.ts ROOT ENVIRONMENT`, on the port that PORT names, as
 * ANDAMIO_SITE says. Requests whose path begins with a word of `proxy` go on to another address.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { posix } from "node:path";

import { createProxyServer } from "http-proxy-3";
import send from "send";

import { hopHeader, hopToken } from "./forwarded-headers.ts";
import { pathsOf } from "./paths.ts";
import { dropUpgrade, isWebSocket, passOnEnds, reset, serverLimits } from "./relay.ts";

/** What ANDAMIO_SITE holds. */
export interface SiteSettings {
  /** Folder of the files, absolute. */
  root: string;
  fallback?: string;
  headers: Readonly<Record<string, string>>;
  proxy: Readonly<Record<string, string>>;
}

const settings = JSON.parse(process.env["ANDAMIO_SITE"] ?? "{}") as SiteSettings;
const { root, fallback, headers, proxy } = settings;
/** The longest beginning wins. */
const ways = Object.entries(proxy).sort(([a], [b]) => b.length - a.length);

const [folder = "", environment = ""] = process.argv.slice(2);
// what its own proxy said of the client goes on as it is
const own = { [hopHeader]: hopToken(pathsOf(folder, environment)) };
const forward = createProxyServer({ changeOrigin: true, headers: own });
passOnEnds(forward);
forward.on("error", (_error, _request, response) => {
  if (!("writeHead" in response)) return void response.destroy();
  if (response.headersSent) return reset(response);
  response.writeHead(502, { "content-type": "text/plain" }).end("what answers here does not");
});

const server = createServer({ ...serverLimits, shouldUpgradeCallback: isWebSocket }, answer);
server.on("upgrade", (request, socket, head) => {
  const target = findWay(request);
  if (target === undefined) return void socket.destroy();
  forward.ws(request, socket as Parameters<typeof forward.ws>[1], head, { target });
});
server.listen(Number(process.env["PORT"]), "127.0.0.1");

process.on("SIGTERM", () => {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
});

function answer(request: IncomingMessage, response: ServerResponse): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  const target = findWay(request);
  dropUpgrade(request);
  if (target !== undefined) return forward.web(request, response, { target });
  if (request.method !== "GET" && request.method !== "HEAD") {
    return void response.writeHead(405, { allow: "GET, HEAD" }).end();
  }
  serve(request, response, pathOf(request), fallback);
}

/** Conditional requests and ranges are the library's; hidden files are not there. */
function serve(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  otherwise: string | undefined,
): void {
  send(request, path, { root, dotfiles: "ignore", cacheControl: false })
    .on("error", (error: { status?: number }) => {
      const isAbsent = error.status === 404 && otherwise !== undefined;
      if (isAbsent) serve(request, response, `/${otherwise}`, undefined);
      else response.writeHead(error.status ?? 500, { "content-type": "text/plain" }).end("not here");
    })
    .on("directory", () => {
      const way = `${path}/`;
      response.writeHead(301, { location: encodeURI(way.replace(/^\/+/, "/")) }).end();
    })
    .pipe(response);
}

function findWay(request: IncomingMessage): string | undefined {
  const path = pathOf(request);
  const isBelow = (start: string): boolean => path === start || path.startsWith(posix.join(start, "/"));
  return ways.find(([start]) => isBelow(start))?.[1];
}

function pathOf({ url = "/" }: IncomingMessage): string {
  return url.split("?")[0]!;
}
