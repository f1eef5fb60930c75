/** The logs of containers, asked of a daemon that answers as Docker's API says. */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import Docker from "dockerode";
import { afterEach, expect, test } from "vitest";

import { openLogs } from "../../platform/targets/docker/logs.ts";
import { label } from "../../platform/targets/docker/names.ts";
import { operate } from "../../platform/targets/docker/operate.ts";
import { readLogs } from "../../scripts/lib/logs/read-logs.ts";

/** Nanoseconds after a certain second, and what was written then. */
type Written = [number, string][];

let server: Server | undefined;
afterEach(() => server?.close());

const timeOf = (nanoseconds: number) => `2026-01-31T09:00:00.${String(nanoseconds).padStart(9, "0")}Z`;
const begin = Date.parse("2026-01-31T09:00:00Z") / 1000;

function frame(text: string): Buffer {
  const head = Buffer.alloc(8);
  head[0] = 1;
  head.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([head, Buffer.from(text)]);
}

/** `since` counts the moment itself, as the daemon does. */
function answer(written: Written, query: URLSearchParams): Buffer {
  const [seconds = "0", fraction = "0"] = (query.get("since") ?? "0").split(".");
  const since = Number(seconds) < begin ? -1 : Number(fraction.padEnd(9, "0"));
  const after = written.filter(([at]) => at >= since);
  const lines = query.has("tail") ? after.slice(-Number(query.get("tail"))) : after;
  return Buffer.concat(lines.map(([at, text]) => frame(`${timeOf(at)} ${text}\n`)));
}

async function start(written: Record<string, Written>): Promise<number> {
  server = createServer(({ url = "" }, response) => {
    const { pathname, searchParams } = new URL(url, "http://daemon");
    const [, id] = /\/containers\/(.+)\/logs$/.exec(pathname) ?? [];
    if (id === "dying") return void response.destroy();
    if (id === "going") return void response.writeHead(409).end("{\"message\":\"marked for removal\"}");
    if (id !== undefined) return void response.end(answer(written[id] ?? [], searchParams));
    const containers = Object.keys(written).map((name) => ({
      Id: name, Names: [`/${name}`], State: "running", Created: 1,
      Labels: { [label.component]: name, [label.unit]: name, [label.kind]: "workload", [label.replica]: "1" },
    }));
    response.setHeader("content-type", "application/json").end(JSON.stringify(containers));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

async function open(written: Record<string, Written>, signal?: AbortSignal) {
  const docker = new Docker({ host: "127.0.0.1", port: await start(written) });
  return openLogs(docker, "dev", { components: [], signal });
}

const numbered = (count: number): Written =>
  Array.from({ length: count }, (_, index) => [index * 10, `line ${index}`]);

test("the last lines of each container are merged, with their times", async () => {
  const logs = await open({ api: numbered(100), db: [[985, "late"]] });
  const lines = await Array.fromAsync(readLogs(logs, { tail: 2 }));
  expect(lines.map(({ unit, time, text }) => `${unit} ${time} ${text}`)).toEqual([
    `api-1 ${timeOf(980)} line 98`, `db-1 ${timeOf(985)} late`, `api-1 ${timeOf(990)} line 99`,
  ]);
});

test("a container that is being removed has no lines, and ends no others", async () => {
  const logs = await open({ api: [[1, "a"]], going: [[2, "b"]] });
  const lines = await Array.fromAsync(readLogs(logs, { tail: 2 }));
  expect(lines.map(({ unit, text }) => `${unit} ${text}`)).toEqual(["api-1 a"]);
});

test("a daemon that ends in the middle of it is told as one that does not answer", async () => {
  const host = `tcp://127.0.0.1:${await start({ dying: [] })}`;
  const { processes } = await operate({ name: "dev", settings: { host } }).logs({ components: [] });
  const reading = Array.fromAsync(processes[0]!.read({}));
  await expect(reading).rejects.toMatchObject({ code: "not_running" });
});

test.each([0, 1, 5])("who follows after the last %i gets each line once, of new containers too", async (tail) => {
  const stop = new AbortController();
  const written: Record<string, Written> = { api: [...numbered(9), [80, "same moment"]] };
  const logs = await open(written, stop.signal);
  const texts: string[] = [];
  const next = [
    () => written["api"]!.push([80, "same moment again"], [80, "and again"], [81, "next"]),
    () => (written["db"] = [[1, "first"], [2, "end"]]),
  ];
  setTimeout(next[0]!, 400);
  setTimeout(next[1]!, 900);
  for await (const { text } of readLogs(logs, { tail, follow: true })) {
    texts.push(text);
    if (text === "end") stop.abort();
  }
  const before = [...numbered(9).map(([, text]) => text), "same moment"];
  expect(texts).toEqual([
    ...(tail === 0 ? [] : before.slice(-tail)), "same moment again", "and again", "next", "first", "end",
  ]);
});
