/** One at a time, over processes; a holder that was killed holds nothing. */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { isHeld, takeLock } from "../../scripts/lib/lock.mjs";

const lockModule = JSON.stringify(join(import.meta.dirname, "../../scripts/lib/lock.mjs"));
let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "andamio-lock-"));
  path = join(folder, "lock");
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("of many processes that count together, none loses a count", async () => {
  const counter = join(folder, "counter");
  writeFileSync(counter, "0");
  const code = `
    import { readFileSync, writeFileSync } from "node:fs";
    import { setTimeout as sleep } from "node:timers/promises";
    import { takeLock } from ${lockModule};
    for (let turn = 0; turn < 10; turn++) {
      const release = await takeLock(${JSON.stringify(path)}, { what: "counting" });
      const count = Number(readFileSync(${JSON.stringify(counter)}, "utf8"));
      await sleep(1);
      writeFileSync(${JSON.stringify(counter)}, String(count + 1));
      release();
    }`;
  await Promise.all([1, 2, 3, 4].map(() => ended(run(code))));
  expect(readFileSync(counter, "utf8")).toBe("40");
});

test("a holder that was killed with -9 is passed over", async () => {
  const holder = run(`
    import { takeLock } from ${lockModule};
    await takeLock(${JSON.stringify(path)}, { what: "holding" });
    console.log("held");
    setInterval(() => {}, 1000);`);
  await new Promise((resolve) => holder.stdout.once("data", resolve));
  holder.kill("SIGKILL");
  await ended(holder);
  const release = await takeLock(path, { what: "testing" });
  expect(JSON.parse(readFileSync(path, "utf8"))).toMatchObject({
    pid: process.pid,
    what: "testing",
  });
  release();
});

test("a pid that was given to another process holds nothing", async () => {
  writeFileSync(
    path,
    JSON.stringify({ pid: process.pid, started: "long ago", what: "a former life", since: "" }),
  );
  (await takeLock(path, { what: "testing" }))();
});

test.each(["{\"pid\":", "", "null", "7", "[1]", "{}"])("a torn lock, %j, holds nothing", async (text) => {
  writeFileSync(path, text);
  expect(isHeld(path)).toBe(false);
  (await takeLock(path, { what: "testing", signal: AbortSignal.timeout(2000) }))();
});

test("waiting says for whom, and ends when it is told to", async () => {
  const release = await takeLock(path, { what: "testing" });
  const waited: string[] = [];
  const signal = AbortSignal.timeout(300);
  await expect(
    takeLock(path, { what: "waiting", signal, onWait: ({ what }) => waited.push(what) }),
  ).rejects.toThrow("aborted");
  expect(waited).toEqual(["testing"]);
  release();
});

function run(code: string) {
  return spawn(process.execPath, ["--input-type=module", "-e", code], {
    stdio: ["ignore", "pipe", "inherit"],
  });
}

function ended(child: ReturnType<typeof run>): Promise<unknown> {
  return new Promise((resolve) => child.on("close", resolve));
}
