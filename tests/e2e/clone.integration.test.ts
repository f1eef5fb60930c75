/**
 * A clone in an empty folder does what the README's first commands promise, with nothing set up
 * before.
 */
import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { promisify } from "node:util";

import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";

import { missing, startMysql } from "../app/servers.ts";
import { cloneHere, newcomersVariables } from "./newcomer.ts";

let folder: string;

beforeAll(async () => {
  folder = await cloneHere();
});

afterAll(async () => {
  await npm("run", "destroy", "--", "--data", "--yes");
  rmSync(folder, { recursive: true, force: true });
}, 120_000);

test("npm run up brings dev up from a clone, and its API answers from its database", async () => {
  const { stdout } = await npm("run", "up");
  expect(stdout).toContain("dev is up");
  const api = await unit("api");
  expect(api.state).toBe("ready");
  const health = await fetch(`${api.address}/health`);
  expect(health.status).toBe(200);
  expect(await health.json()).toMatchObject({
    status: "ok",
    checks: { database: "ok", redis: "ok", queue: "ok" },
  });
  expect((await unit("clear-sessions")).state).toBe("scheduled");
}, 900_000);

test.skipIf(missing.mysql)(`L001-07 what npm ci installed reaches MySQL${missing.mysql}`, async () => {
  const server = await startMysql();
  onTestFinished(() => server.stop());
  await server.create("loans");
  const DATABASE_URL = server.url("loans");
  const { stdout } = await type(process.execPath, ["app/migrate.ts"], { DATABASE_URL });
  expect(stdout).toContain("\"command\":\"up\"");
}, 120_000);

test("whoever follows the closing screen is let in, reads seeded data, and the worker sends the mail of a new claim", async () => {
  const { address } = await unit("api");
  const token = await logIn(address, { username: "admin", password: "admin1234" });
  const { total } = await ask<{ total: number }>(address, "/api/reclamos", token);
  expect(total).toBeGreaterThan(0);
  const titulo = `Reclamo ${Date.now()}`;
  const client = await logIn(address, { username: "client1", password: "client1234" });
  await ask(address, "/api/reclamos", client, { titulo });
  await vi.waitFor(async () => expect(await logOf("tasks")).toContain(titulo), waiting);
}, 120_000);

test("a cron job can be run now, and says what it did", async () => {
  const { stdout, stderr } = await andamio("run", "health-check");
  expect(stdout + stderr).toContain("Health check OK");
}, 60_000);

test("a second npm run up changes nothing and says so", async () => {
  const before = await unit("api");
  const { stdout } = await npm("run", "up");
  expect(stdout).toContain("nothing changed");
  expect((await unit("api")).pids).toEqual(before.pids);
}, 300_000);

test("single.yaml is a whole system in one process on one file, and does its own tasks", async () => {
  await npm("run", "up", "--", "single");
  const { address } = await unit("app", "single");
  const person = { username: "ana", password: "Una-clave-larga-1" };
  const names = { nombre: "Ana", apellido: "Paz", email: "ana@example.com" };
  await ask(address, "/api/auth/register", undefined, { ...person, ...names });
  const titulo = `Reclamo ${Date.now()}`;
  await ask(address, "/api/reclamos", await logIn(address, person), { titulo });
  await vi.waitFor(async () => expect(await logOf("app", "single")).toContain(titulo), waiting);
  await npm("run", "destroy", "--", "single", "--data", "--yes");
}, 600_000);

test("npm run destroy removes what runs and leaves git's view of the clone clean", async () => {
  const { address } = await unit("api");
  await npm("run", "destroy");
  await expect(fetch(`${address}/livez`)).rejects.toThrow("fetch failed");
  const { stdout } = await promisify(execFile)("git", ["status", "--porcelain"], { cwd: folder });
  expect(stdout).toBe("");
}, 300_000);

interface Unit {
  component: string;
  state: string;
  address: string;
  pids: number[];
}

const waiting = { timeout: 30_000, interval: 250 };

async function logIn(address: string, person: Record<string, string>): Promise<string> {
  const answer = await fetch(`${address}/api/auth/login`, {
    method: "POST",
    body: new URLSearchParams(person),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}

/** GET, or POST where there is a body. */
async function ask<T>(address: string, path: string, token?: string, body?: object): Promise<T> {
  const headers = {
    ...(token && { authorization: `Bearer ${token}` }),
    ...(body && { "content-type": "application/json" }),
  };
  const method = body ? "POST" : "GET";
  const answer = await fetch(address + path, { method, headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as T;
}

async function logOf(component: string, environment = "dev"): Promise<string> {
  const args = ["logs", environment, component, "--tail", "50"];
  return (await andamio(...args)).stdout;
}

async function unit(component: string, environment = "dev"): Promise<Unit> {
  const { stdout } = await npm("--silent", "run", "status", "--", environment, "--json");
  const { units } = JSON.parse(stdout) as { units: Unit[] };
  const found = units.find((one) => one.component === component);
  if (!found) throw new Error(`no ${component} in ${stdout}`);
  return found;
}

const npm = (...args: string[]) => type("npm", args);
const andamio = (...args: string[]) => type("npx", ["andamio", ...args]);

async function type(program: string, args: string[], variables: Record<string, string> = {}) {
  return await promisify(execFile)(program, args, {
    cwd: folder,
    env: { ...newcomersVariables(), ...variables },
    maxBuffer: 64 * 1024 * 1024,
  });
}
