/** Several processes behind one port. */

import { spawnSync } from "node:child_process";

import { expect, test } from "vitest";

import { makeSqlite } from "./databases.ts";
import { until } from "./helper.ts";
import { run, startServer } from "./processes.ts";

function childrenOf(pid: number): number[] {
  const options = ["-o", "pid=", "--ppid", String(pid)];
  const { stdout } = spawnSync("ps", options, { encoding: "utf8" }); // of none it exits with 1
  return stdout.split("\n").filter(Boolean).map(Number);
}

test("WEB_CONCURRENCY is the number of processes; one that is killed is replaced, and SIGTERM ends all with 0", async () => {
  const { url: DATABASE_URL } = await makeSqlite();
  const server = await startServer({ DATABASE_URL, WEB_CONCURRENCY: "2" });
  const pid = server.child.pid!;
  const count = () => server.output().split("Server listening").length - 1;
  await until(() => count() >= 2, "two processes");
  const [first, second] = childrenOf(pid);
  process.kill(first!, "SIGKILL");
  await until(() => childrenOf(pid).filter((one) => one !== first).length === 2, "another one");
  expect(childrenOf(pid)).toContain(second);
  expect((await fetch(`${server.url}/livez`)).status).toBe(200);
  const all = childrenOf(pid);
  server.child.kill("SIGTERM");
  expect(await server.ended).toMatchObject({ code: 0, stderr: "" });
  for (const one of all) expect(() => process.kill(one, 0)).toThrow("ESRCH");
});

test("with several processes /metrics is the sum of all, whichever answers", async () => {
  const { url: DATABASE_URL } = await makeSqlite();
  const server = await startServer({ DATABASE_URL, WEB_CONCURRENCY: "2" });
  await until(() => server.output().split("Server listening").length > 2, "two processes");
  const before = 20;
  for (let count = 0; count < before; count++) {
    await fetch(`${server.url}/api`, { headers: { connection: "close" } });
  }
  const count = async () => {
    const text = await (await fetch(`${server.url}/metrics`)).text();
    expect(text).toMatch(/^outbox_tasks\{state="waiting"\} 0$/m);
    return Number(/^http_request_duration_seconds_count\{.*route="\/api".*\} (\d+)/m.exec(text)?.[1]);
  };
  for (let ask = 0; ask < 4; ask++) expect(await count()).toBe(before);
  const all = await Promise.all(Array.from({ length: 8 }, count));
  expect(new Set(all)).toEqual(new Set([before]));
});

test("what keeps one from listening ends all, and a wrong number is told", async () => {
  const { url: DATABASE_URL } = await makeSqlite();
  const { url } = await startServer({ DATABASE_URL });
  const shared = { DATABASE_URL, JWT_SECRET: "for the tests", PORT: new URL(url).port };
  expect(await run("server", { ...shared, WEB_CONCURRENCY: "2" })).toMatchObject({ code: 1 });
  const { code, stderr } = await run("server", { DATABASE_URL, WEB_CONCURRENCY: "many" });
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining("WEB_CONCURRENCY") });
  const alone = await run("server", { DATABASE_URL, WEB_CONCURRENCY: "2" });
  expect(alone).toMatchObject({ code: 2, stderr: expect.stringContaining("JWT_SECRET") });
});
