/**
 * How fast the app is on each database, beside a bare Fastify in the same moments: medians of five
 * runs, with their spread. Judges no time; `npm run bench:app`.
 */

import { spawn } from "node:child_process";
import { join } from "node:path";

import autocannon from "autocannon";
import { describe, expect, onTestFinished, test } from "vitest";

import { openDatabase } from "../../app/database/open-database.ts";
import { root } from "../../app/root.ts";
import { fill, type Scenario, scenarios } from "./bench-kit.ts";
import { type MakeDatabase, makeOn, makeSqlite } from "./databases.ts";
import { until } from "./helper.ts";
import { freePort, missing, type Server, startMysql, startPostgresql } from "./servers.ts";

const duration = Number(process.env["BENCH_SECONDS"] ?? "1");
/** As many as those had whose figures are the measure */
const connections = 32;
/** In seconds: it takes so long until all that a request runs through is compiled */
const warmUp = 8 * duration;
const runs = 5;

const engines: [string, string, (() => Promise<Server>) | undefined][] = [
  ["SQLite", "", undefined],
  ["PostgreSQL", missing.postgresql, startPostgresql],
  ["MariaDB", missing.mysql, startMysql],
];

describe.skipIf(!process.env["BENCH"])("figures (skipped without npm run bench:app)", () => {
  for (const [name, absent, start] of engines) {
    test.skipIf(absent)(`of ${name}${absent}`, async () => {
      const { url, call } = await startFilled(start);
      const bare = await startBare();
      console.log(`\n${name.padEnd(13)} requests/s (spread)    of bare`);
      for (const scenario of scenarios) {
        const [own, other]: number[][] = [[], []];
        await load(bare, { duration: warmUp });
        await load(url, { ...(await scenario.request(call)), duration: warmUp });
        for (let run = 0; run < runs; run++) {
          other!.push((await load(bare, {})).requests.average);
          const result = await load(url, await scenario.request(call));
          expect([scenario.name, result.non2xx, result.errors]).toEqual([scenario.name, 0, 0]);
          own!.push(result.requests.average);
        }
        console.log(`${scenario.name.padEnd(13)} ${tell(own!, other!)}`);
      }
      const read = await scenarios.find(({ name }) => name === "read one")!.request(call);
      const paced = await load(url, { ...read, overallRate: 100, duration: 5 * duration });
      console.log(`p99 at 100 requests/s: ${paced.latency.p99} ms`);
      console.log(`memory after 100,000 requests: ${await growth(url, read)} %`);
    }, 1_200_000);
  }
});

async function startFilled(start: (() => Promise<Server>) | undefined) {
  const server = await start?.();
  onTestFinished(async () => server?.stop());
  const make: MakeDatabase = server ? makeOn(server) : makeSqlite;
  const database = await make();
  const db = await openDatabase({ ...database, source: "", throwaway: false });
  await fill(db);
  await db.$disconnect();
  const url = await startApp({
    DATABASE_URL: database.url,
    RATE_LIMIT_DEFAULT: "100000000/minute",
    RATE_LIMIT_AUTH: "100000000/minute",
  });
  const call: Parameters<Scenario["request"]>[0] = async (path, body, token) => {
    const response = await fetch(url + path, {
      method: body ? "POST" : "GET",
      headers: {
        ...(body && { "content-type": "application/json" }),
        ...(token && { authorization: `Bearer ${token}` }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    return response.json();
  };
  return { url, call };
}

/** Its log goes nowhere, for who reads it makes the load. */
async function startApp(variables: Record<string, string>): Promise<string> {
  const PORT = String(await freePort());
  const env = { PATH: process.env["PATH"], JWT_SECRET: "for the tests", MAIL_TRANSPORT: "log" };
  const child = spawn(process.execPath, [join(root, "server.ts")], {
    env: { ...env, PORT, ...variables },
    stdio: ["ignore", "ignore", "inherit"],
  });
  onTestFinished(() => void child.kill());
  const url = `http://127.0.0.1:${PORT}`;
  const answers = () => fetch(`${url}/livez`).then(({ ok }) => ok, () => false);
  await until(answers, "the app");
  return url;
}

async function startBare(): Promise<string> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "bare-server.ts")]);
  onTestFinished(() => void child.kill());
  let output = "";
  child.stdout.on("data", (text: Buffer) => void (output += text));
  await until(() => output.includes("Bare server at"), "the bare server");
  return /at (\S+)/.exec(output)![1]!;
}

function load(url: string, { path = "/", ...options }: Awaited<ReturnType<Scenario["request"]>>) {
  return autocannon({ connections, duration, ...options, url: url + path });
}

function tell(own: number[], other: number[]): string {
  const share = median(own.map((rate, run) => rate / other[run]!));
  const spread = `${Math.round(Math.min(...own))} to ${Math.round(Math.max(...own))}`;
  const rate = String(Math.round(median(own))).padStart(6);
  return `${rate} (${spread})`.padEnd(26) + share.toFixed(3);
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

/** In percent, after as many requests to warm up as it takes to fill what is kept. */
async function growth(url: string, read: Parameters<typeof load>[1]): Promise<string> {
  const memory = async () => {
    const text = await (await fetch(`${url}/metrics`)).text();
    return Number(/^process_resident_memory_bytes (\S+)/m.exec(text)![1]);
  };
  await load(url, { ...read, amount: 20_000 });
  const before = await memory();
  await load(url, { ...read, amount: 100_000 });
  return (((await memory()) / before - 1) * 100).toFixed(1);
}
