/** A new version under 200 requests a second, by the command line on the real engine. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { afterAll, beforeAll, expect, test } from "vitest";

import { readPorts } from "../../platform/targets/local/ports.ts";
import { type Load, startLoad } from "../load.ts";
import { makeWorld, type World } from "./world.ts";

let world: World;

beforeAll(async () => {
  world = await makeWorld();
  edit("replicas: 1", "replicas: 2");
  expect((await world.andamio("up", "t")).code).toBe(0);
});

afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

function edit(from: string, to: string): void {
  const file = join(world.root, "environments/t.yaml");
  const text = readFileSync(file, "utf8");
  expect(text).toContain(from);
  writeFileSync(file, text.replace(from, to));
}

function load(): Load {
  return startLoad(`http://127.0.0.1:${readPorts(world.paths)["api-route"]!}/`);
}

test("a new version rolls in under 200 requests a second, and none fails", async () => {
  const requests = load();
  await sleep(500);
  edit("VERSION: one", "VERSION: two");
  expect((await world.andamio("up", "t")).code).toBe(0);
  await sleep(500);
  const { sent, failed } = await requests.end();
  expect(failed).toEqual([]);
  expect(sent).toBeGreaterThan(500);
});

test("a broken version is refused with exit code 1 and its reason, the old one serves every request, and the mended file goes through", async () => {
  const requests = load();
  edit("server.mjs", "missing.mjs");
  const broken = await world.andamio("up", "t");
  const { failed } = await requests.end();
  expect(broken.code).toBe(1);
  expect(broken.output).toMatch(/environments\/t\.yaml:\d+:\d+: error: api did not become ready/);
  expect(broken.output).toContain("MODULE_NOT_FOUND");
  expect(failed).toEqual([]);
  edit("missing.mjs", "server.mjs");
  expect((await world.andamio("up", "t")).code).toBe(0);
});

test("a Job that fails leaves the old version serving, and says why", async () => {
  edit(
    "command: [sh, migrate.sh], envFrom: [web] }\n  api",
    "command: [sh, -c, \"echo no such column >&2; exit 3\"], envFrom: [web] }\n  api",
  );
  edit("VERSION: two", "VERSION: three");
  const requests = load();
  const failed = await world.andamio("up", "t");
  expect(failed.code).toBe(1);
  expect(failed.output).toContain("no such column");
  expect((await requests.end()).failed).toEqual([]);
});
