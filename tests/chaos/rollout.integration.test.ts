/** A new version under 200 requests a second, by the command line on the real engine. */
import { readFileSync, writeFileSync } from "node:fs";
import { Agent, get } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { afterAll, beforeAll, expect, test } from "vitest";

import { readPorts } from "../../platform/targets/local/ports.ts";
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

/** An open loop: one request each 5 ms, whether or not the ones before were answered. */
function load(): { end(): Promise<{ sent: number; failed: string[] }> } {
  const port = readPorts(world.paths)["api-route"]!;
  const agent = new Agent({ keepAlive: true });
  const failed: string[] = [];
  const open: Promise<void>[] = [];
  const begun = Date.now();
  const timer = setInterval(() => {
    while (open.length < (Date.now() - begun) / 5) {
      open.push(ask(port, agent).catch((error: Error) => void failed.push(error.message)));
    }
  }, 5);
  return {
    async end() {
      clearInterval(timer);
      await Promise.all(open);
      agent.destroy();
      return { sent: open.length, failed };
    },
  };
}

function ask(port: number, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = get({ host: "127.0.0.1", port, path: "/", agent }, (response) => {
      response
        .resume()
        .on("end", () =>
          response.statusCode === 200
            ? resolve()
            : reject(new Error(`answered ${response.statusCode}`)),
        );
    });
    request.on("error", reject);
  });
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
