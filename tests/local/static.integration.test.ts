/** Files of a build on this machine: conditional requests, ranges, fallback, what goes on. */
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, get, type IncomingMessage } from "node:http";
import { type AddressInfo, connect } from "node:net";

import { beforeAll, expect, onTestFinished, test } from "vitest";

import { findTools, makeProject, type Project } from "./project.ts";

beforeAll(findTools, 600_000);

const files = {
  "dist/index.html": "<p>start</p>",
  "dist/app.js": "0123456789",
  "dist/docs/index.html": "<p>docs</p>",
  "dist/.env": "KEY=1",
  "package.json": "{}",
};

async function serve(project: Project, more: object = {}): Promise<string> {
  const route = await project.apply("Route", "ui-route", { component: "ui", port: 8080 });
  const inputs = {
    program: project.program,
    root: "dist",
    headers: { "X-Frame-Options": "DENY" },
    proxy: {},
    port: 80,
    route: "ui-route",
    routePort: route["port"],
    labels: {},
    ...more,
  };
  const outputs = await project.apply("Site", "ui", inputs);
  expect(await project.observe("Site", "ui", inputs, outputs)).toBeUndefined();
  return String(outputs["url"]);
}

/** As a browser asks: `fetch` of Node adds that nothing may come from a cache. */
async function askStatus(url: string, headers: Record<string, string>): Promise<number> {
  const [response] = (await once(get(url, { headers }), "response")) as [IncomingMessage];
  response.resume();
  return response.statusCode ?? 0;
}

/** A server that says what it was asked, and takes sockets over. */
async function startApi(): Promise<string> {
  const server = createServer((request, response) => response.end(request.url));
  server.on("upgrade", (request, socket) => {
    const key = `${request.headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    const accept = createHash("sha1").update(key).digest("base64");
    const head = `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`;
    socket.end(head);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test("files are served with their types, once for who has them, in parts for who asks", async () => {
  await using project = makeProject(files);
  const url = await serve(project);
  const whole = await fetch(`${url}/app.js`);
  expect(await whole.text()).toBe("0123456789");
  expect(whole.headers.get("content-type")).toMatch(/javascript/);
  expect(whole.headers.get("x-frame-options")).toBe("DENY");
  const etag = { "if-none-match": whole.headers.get("etag")! };
  expect(await askStatus(`${url}/app.js`, etag)).toBe(304);
  const since = { "if-modified-since": whole.headers.get("last-modified")! };
  expect(await askStatus(`${url}/app.js`, since)).toBe(304);
  const part = await fetch(`${url}/app.js`, { headers: { range: "bytes=2-4" } });
  expect([part.status, await part.text()]).toEqual([206, "234"]);
  expect(await (await fetch(`${url}/docs`)).text()).toBe("<p>docs</p>");
  expect((await fetch(`${url}/app.js`, { method: "POST" })).status).toBe(405);
});

test("what is hidden, or lies outside, is not there", async () => {
  await using project = makeProject(files);
  const url = await serve(project);
  for (const path of ["/.env", "/nowhere", "/..%2fpackage.json", "/%2e%2e/package.json"]) {
    const response = await fetch(url + path);
    expect([403, 404], path).toContain(response.status);
    expect(await response.text()).not.toContain("{}");
  }
});

test("where there is no file the fallback answers, and paths that go on are answered elsewhere", async () => {
  await using project = makeProject(files);
  const api = await startApi();
  const url = await serve(project, { fallback: "index.html", proxy: { "/api": api } });
  expect(await (await fetch(`${url}/claims/7`)).text()).toBe("<p>start</p>");
  expect(await (await fetch(`${url}/api/claims?x=1`)).text()).toBe("/api/claims?x=1");
  expect(await (await fetch(`${url}/apis`)).text()).toBe("<p>start</p>");
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(
    "GET /api/ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
  );
  const [answer] = (await once(socket, "data")) as [Buffer];
  expect(answer.toString()).toMatch(/^HTTP\/1.1 101 [^]*s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=/);
  socket.destroy();
});
