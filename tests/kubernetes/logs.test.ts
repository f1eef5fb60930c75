/** The logs of pods, asked of an API server that answers as Kubernetes' API says. */
import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

import { CoreV1Api, KubeConfig } from "@kubernetes/client-node";
import { afterEach, expect, test } from "vitest";

import type { Here } from "../../platform/targets/kubernetes/environment.ts";
import { openLogs } from "../../platform/targets/kubernetes/logs.ts";
import { readLogs } from "../../scripts/lib/logs/read-logs.ts";

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** Milliseconds after a certain second, and what was written then. */
type Written = [number, string][];

const timeOf = (at: number) => new Date(Date.UTC(2026, 0, 31, 9, 0, 0, at)).toISOString();

const podOf = (name: string) => ({
  metadata: { name, labels: { "app.kubernetes.io/component": name.split("-")[0] } },
  spec: { containers: [{ name: "main" }] },
  status: { containerStatuses: [{ name: "main", restartCount: 0, state: { running: {} } }] },
});

/** `sinceTime` counts whole seconds. */
function answer(written: Written, asked: URLSearchParams): string {
  if (asked.get("previous") === "true") return "";
  const since = asked.get("sinceTime")?.slice(0, 19) ?? "";
  const after = written.filter(([at]) => timeOf(at) >= since);
  const last = after.slice(-Number(asked.get("tailLines") ?? 1e9));
  return last.map(([at, text]) => `${timeOf(at)} ${text}\n`).join("");
}

/** What follows is written to whoever has asked for it. */
async function open(written: Record<string, Written>, signal?: AbortSignal) {
  const following: Record<string, ServerResponse[]> = {};
  server = createServer(({ url = "" }, response) => {
    const { pathname, searchParams } = new URL(url, "http://cluster");
    const [, pod] = /\/pods\/(.+)\/log$/.exec(pathname) ?? [];
    if (pod === undefined) {
      response.setHeader("content-type", "application/json");
      const items = Object.keys(written).map(podOf);
      return void response.end(JSON.stringify(pathname.endsWith("/pods") ? { kind: "PodList", items } : { kind: "Namespace" }));
    }
    if (pod === "gone-x") return void response.writeHead(404).end("{}");
    response.write(answer(written[pod]!, searchParams));
    if (searchParams.get("follow") !== "true") return void response.end();
    (following[pod] ??= []).push(response);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const config = new KubeConfig();
  config.loadFromClusterAndUser({ name: "c", server: `http://127.0.0.1:${port}`, skipTLSVerify: true }, { name: "u" });
  const cluster = { config, namespace: "dev", core: config.makeApiClient(CoreV1Api) };
  const write = (pod: string, at: number, text: string) => {
    written[pod]!.push([at, text]);
    for (const response of following[pod] ?? []) response.write(`${timeOf(at)} ${text}\n`);
  };
  const hangUp = () => {
    for (const response of Object.values(following).flat()) response.end();
    for (const pod of Object.keys(following)) following[pod] = [];
  };
  const logs = await openLogs({ name: "dev", cluster } as unknown as Here, { components: [], signal });
  return { logs, write, hangUp };
}

test("the last lines of each pod are merged, with their times", async () => {
  const { logs } = await open({ "api-x": [[1, "a"], [2, "b"], [4, "d"]], "db-0": [[3, "c"]], "job-1": [] });
  const lines = await Array.fromAsync(readLogs(logs, { tail: 2 }));
  expect(lines).toEqual([
    { time: timeOf(2), component: "api", unit: "api-x", text: "b" },
    { time: timeOf(3), component: "db", unit: "db-0", text: "c" },
    { time: timeOf(4), component: "api", unit: "api-x", text: "d" },
  ]);
});

test.each(["10%\r20%\rdone", "{\"msg\":\"a\u2028b\u2029c\"}", "\u00fc\u20ac\u{1f600}", ""])("a line ends with a newline alone: %j", async (text) => {
  const { logs } = await open({ "api-x": [[1, text], [2, "next"]] });
  const lines = await Array.fromAsync(readLogs(logs, {}));
  expect(lines.map((line) => line.text)).toEqual([text, "next"]);
});

test.each([0, 1, 9])("who follows after the last %i gets each line once, of new pods too", async (tail) => {
  const stop = new AbortController();
  const written: Record<string, Written> = { "api-x": [[1, "a"], [2, "b"], [2, "c"]] };
  const { logs, write } = await open(written, stop.signal);
  const texts: string[] = [];
  setTimeout(() => {
    write("api-x", 2, "d");
    write("api-x", 3, "e");
    written["api-y"] = [[5, "end"]];
  }, 600);
  for await (const { text } of readLogs(logs, { tail, follow: true })) {
    texts.push(text);
    if (text === "end") stop.abort();
  }
  expect(texts).toEqual([...(tail === 0 ? [] : ["a", "b", "c"].slice(-tail)), "d", "e", "end"]);
});

test("who follows goes on when the connection ends and the pod does not", async () => {
  const stop = new AbortController();
  const { logs, write, hangUp } = await open({ "api-x": [[1, "a"]] }, stop.signal);
  const texts: string[] = [];
  setTimeout(() => write("api-x", 2, "b"), 500);
  setTimeout(hangUp, 600);
  setTimeout(() => write("api-x", 3, "c"), 700);
  for await (const { text } of readLogs(logs, { tail: 5, follow: true })) {
    texts.push(text);
    if (text === "c") stop.abort();
  }
  expect(texts).toEqual(["a", "b", "c"]);
});

test("who follows goes on when a pod goes before its log is opened", async () => {
  const stop = new AbortController();
  const { logs, write } = await open({ "gone-x": [], "api-x": [[1, "a"]] }, stop.signal);
  const texts: string[] = [];
  setTimeout(() => write("api-x", 2, "b"), 1500);
  for await (const { text } of readLogs(logs, { tail: 5, follow: true })) {
    texts.push(text);
    if (text === "b") stop.abort();
  }
  expect(texts).toEqual(["a", "b"]);
});

test("who stops while a log is being opened leaves no connection behind", async () => {
  const stop = new AbortController();
  const { logs } = await open({ "api-x": [[1, "a"]] }, stop.signal);
  const closed = new Promise((resolve) => server!.on("request", ({ url = "" }, response: ServerResponse) => {
    if (!url.includes("follow=true")) return;
    stop.abort();
    response.once("close", () => resolve("closed"));
  }));
  expect(await Array.fromAsync(readLogs(logs, { tail: 5, follow: true }))).toHaveLength(1);
  expect(await Promise.race([closed, sleep(3000, "open")])).toBe("closed");
});
