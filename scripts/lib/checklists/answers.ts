/** What the Services of an environment answer to requests that change nothing. */

import { PlatformError } from "../../../platform/errors.ts";
import type { Opened } from "../operations.ts";
import { askRunning, findServer } from "./ask-running.ts";
import { type Item, passIf } from "./item.ts";

export const healthy: Item = {
  name: "healthy",
  asks: "Its health check answers 200.",
  check: (call) => askRunning(call, async (opened) => {
    const { status } = await get(opened, "/health");
    return passIf(status === 200, `/health answered ${status}`);
  }),
};

export const redisAnswers: Item = {
  name: "queue-redis",
  asks: "Redis answers to PING.",
  check: (call) => askRunning(call, async (opened) => {
    const response = await get(opened, "/health");
    const { checks } = (await response.json()) as { checks?: { redis?: string } };
    return passIf(checks?.redis === "ok", checks?.redis ?? "the health check does not say");
  }),
};

/** Pages that only look. One that an app does not have yet is told, and no failure. */
const paths = ["/health", "/api/", "/login"];

export const tried: Item = {
  name: "tried",
  asks: "Health, the index of the API and the login page were tried.",
  check: (call) => askRunning(call, async (opened) => {
    const found: [path: string, status: number][] = [];
    for (const path of paths) found.push([path, (await get(opened, path)).status]);
    const detail = found.map(([path, status]) => `${path} ${status}`).join(", ");
    if (found.every(([, status]) => status === 200)) return passIf(true, detail);
    const isOpen = found.every(([path, status]) => status === 200 || (path === "/login" && status === 404));
    return isOpen ? { state: "warning", detail: `${detail}: there is no login page` } : passIf(false, detail);
  }),
};

/** A path that nobody is let in to without a name, and that is counted all the same. */
const counted = "/api/v1/cases";

export const rateLimited: Item = {
  name: "rate-limit",
  asks: "Answers carry the limit of requests.",
  check: (call) => askRunning(call, async (opened) => {
    const { headers } = await get(opened, counted);
    const limit = headers.get("x-ratelimit-limit") ?? headers.get("ratelimit-limit");
    return passIf(limit !== null, limit === null ? "they do not" : `limit ${limit}`);
  }),
};

/** A stranger is let in far enough to be told why not: the endpoint works, and is guarded. */
const refused = 4001;

export const socketAnswers: Item = {
  name: "websocket",
  asks: "A WebSocket connects, and one with a false token is closed.",
  check: (call) => askRunning(call, async (opened) => {
    const url = new URL("/ws/false-token", await addressOf(opened));
    url.protocol = url.protocol.replace("http", "ws");
    const code = await closingOf(url);
    return passIf(code === refused, code === undefined ? "it does not connect" : `closed with ${code}`);
  }),
};

function closingOf(url: URL): Promise<number | undefined> {
  const socket = new WebSocket(url);
  let opened = false;
  return new Promise((resolve) => {
    const late = setTimeout(() => socket.close(), patienceMs);
    socket.addEventListener("open", () => { opened = true; });
    socket.addEventListener("close", ({ code }) => {
      clearTimeout(late);
      resolve(opened ? code : undefined);
    });
  });
}

const patienceMs = 10_000;

async function get(opened: Opened, path: string): Promise<Response> {
  const address = await addressOf(opened);
  const options: RequestInit = { signal: AbortSignal.timeout(patienceMs), redirect: "manual" };
  return fetch(new URL(path, address), options).catch((cause: Error) => {
    throw new PlatformError("not_running", `${address} does not answer`, { cause });
  });
}

async function addressOf(opened: Opened): Promise<string> {
  const { name } = findServer(opened);
  const units = await opened.readStatus();
  const address = units.find(({ component }) => component === name)?.address;
  if (address !== undefined) return address;
  throw new PlatformError("not_running", `${name} has no address that can be asked`);
}
