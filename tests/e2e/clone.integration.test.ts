/**
 * A clone in an empty folder does what the README's first commands promise, with nothing set up
 * before.
 */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

import { afterAll, beforeAll, expect, test } from "vitest";

const root = join(import.meta.dirname, "..", "..");
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "andamio-clone-"));
  await promisify(execFile)("git", ["-c", "safe.directory=*", "clone", "-q", root, folder]);
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

test("a second npm run up changes nothing and says so", async () => {
  const before = await unit("api");
  const { stdout } = await npm("run", "up");
  expect(stdout).toContain("nothing changed");
  expect((await unit("api")).pids).toEqual(before.pids);
}, 300_000);

test("npm run destroy removes what runs and leaves git's view of the clone clean", async () => {
  const { address } = await unit("api");
  await npm("run", "destroy");
  await expect(fetch(`${address}/livez`)).rejects.toThrow("fetch failed");
  const { stdout } = await promisify(execFile)("git", ["status", "--porcelain"], { cwd: folder });
  expect(stdout).toBe("");
}, 300_000);

/** What npm and vitest put into the environment of a test. */
const ours = /^(?:npm_|VITEST)|^(?:NODE_ENV|NODE_OPTIONS|TEST|MODE|DEV|PROD|SSR|BASE_URL)$/;

interface Unit {
  component: string;
  state: string;
  address: string;
  pids: number[];
}

async function unit(component: string): Promise<Unit> {
  const { stdout } = await npm("--silent", "run", "status", "--", "--json");
  const { units } = JSON.parse(stdout) as { units: Unit[] };
  const found = units.find((one) => one.component === component);
  if (!found) throw new Error(`no ${component} in ${stdout}`);
  return found;
}

/**
 * As a newcomer's shell would run it: without what the test run itself put into the environment.
 */
async function npm(...args: string[]) {
  const own = join(root, "node_modules");
  const PATH = (process.env.PATH ?? "")
    .split(delimiter)
    .filter((one) => !one.startsWith(own))
    .join(delimiter);
  const kept = Object.entries(process.env).filter(([name]) => !ours.test(name));
  return await promisify(execFile)("npm", args, {
    cwd: folder,
    env: { ...Object.fromEntries(kept), PATH },
    maxBuffer: 64 * 1024 * 1024,
  });
}
