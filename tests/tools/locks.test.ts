/** Locks and open operations that an engine left in a state of this machine. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { clearLocks, hasPending, withoutPending } from "../../scripts/lib/engine/locks.ts";

let state: string;
let folder: string;
let said: string[];
const onProgress = (text: string) => void said.push(text);

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), "andamio-locks-"));
  folder = join(state, ".pulumi", "locks", "organization", "andamio", "dev");
  mkdirSync(folder, { recursive: true });
  said = [];
});

afterEach(() => rmSync(state, { recursive: true, force: true }));

test("a lock whose process is dead, or is no engine, is broken and told", async () => {
  lock("dead", { pid: 2 ** 22 + 1 });
  if (process.platform === "linux") lock("recycled", { pid: process.pid });
  writeFileSync(join(folder, "cut-short.json"), "{");
  await clearLocks(state, "andamio", "dev", { onProgress });
  expect(readdirSync(folder)).toEqual([]);
  expect(said).toContain(
    `broke the lock of process ${2 ** 22 + 1}, which died at work (2026-11-22T08:00:00Z)`,
  );
});

test("the draft of a lock, which a full disk left, is removed once nobody can be writing it", async () => {
  writeFileSync(join(folder, "lock.json.18c2.tmp"), "");
  const begun = Date.now();
  await clearLocks(state, "andamio", "dev", { onProgress });
  expect(readdirSync(folder)).toEqual([]);
  expect(Date.now() - begun).toBeGreaterThan(1500);
});

test("a lock of another machine is left alone, and says whose it is", async () => {
  lock("far", { hostname: "another-machine" });
  await expect(clearLocks(state, "andamio", "dev", { onProgress })).rejects.toMatchObject({
    code: "locked",
    message: "dev is being changed by process 7 of ana@another-machine, since 2026-11-22T08:00:00Z",
    hint: expect.stringContaining(join(folder, "far.json")),
  });
  expect(readdirSync(folder)).toEqual(["far.json"]);
});

test("a stack that nobody changes has nothing to clear", async () => {
  await clearLocks(state, "andamio", "another", { onProgress });
  expect(said).toEqual([]);
  expect(hasPending(state, "andamio", "another")).toBe(false);
});

test("attributes that were cut short go, for the engine would not read the state beside them", async () => {
  const stacks = join(state, ".pulumi", "stacks", "andamio");
  mkdirSync(stacks, { recursive: true });
  writeFileSync(join(stacks, "dev.json"), "{\"checkpoint\":{}}");
  writeFileSync(join(stacks, "dev.json.attrs"), "");
  writeFileSync(join(stacks, "dev.json.bak.attrs"), "{\"md5\":\"");
  writeFileSync(join(stacks, "other.json.attrs"), "");
  writeFileSync(join(state, ".pulumi", "meta.yaml.attrs"), "{}");
  await clearLocks(state, "andamio", "dev", { onProgress });
  expect(readdirSync(stacks)).toEqual(["dev.json", "other.json.attrs"]);
  expect(readdirSync(join(state, ".pulumi"))).toContain("meta.yaml.attrs");
});

test("an operation that was never answered is seen, and cleared without losing a resource", () => {
  const latest = { resources: [{ urn: "a" }], pending_operations: [{ type: "creating" }] };
  const stacks = join(state, ".pulumi", "stacks", "andamio");
  mkdirSync(stacks, { recursive: true });
  writeFileSync(join(stacks, "dev.json"), JSON.stringify({ version: 3, checkpoint: { latest } }));
  expect(hasPending(state, "andamio", "dev")).toBe(true);
  expect(withoutPending({ version: 3, deployment: latest })).toEqual({
    version: 3,
    deployment: { resources: [{ urn: "a" }], pending_operations: [] },
  });
});

function lock(name: string, fields: Record<string, unknown>): void {
  const content = {
    pid: 7,
    username: "ana",
    hostname: hostname(),
    timestamp: "2026-11-22T08:00:00Z",
    ...fields,
  };
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(content));
}
