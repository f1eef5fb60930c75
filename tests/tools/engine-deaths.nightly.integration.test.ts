/** When an engine or its command is killed, no process is left and the next command works. */
import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test, vi } from "vitest";

import { act, collect, ended, files, folder, hear, run, shownByProcesses, useFolder } from "./engine-kit.ts";

useFolder();

test("the lock of an engine that died at work is broken, and the next up says so", async () => {
  const child = run("up", "60");
  await hear(child, "between");
  const [lock = ""] = files(join(folder, ".andamio", "state")).filter((path) =>
    /locks.*\.json$/.test(path),
  );
  const { pid } = JSON.parse(readFileSync(lock, "utf8")) as { pid: number };
  child.kill("SIGKILL");
  process.kill(pid, "SIGKILL");
  await ended(child);
  const next = run("up");
  const [result, said] = await Promise.all([ended(next), collect(next.stderr)]);
  expect(result).toMatchObject({ changed: true });
  expect(said).toMatch(/broke the lock of process \d+, which died at work/);
});

test("the engine ends when only the command that started it is killed", async () => {
  const child = run("up", "60");
  await hear(child, "between");
  child.kill("SIGKILL");
  await ended(child);
  await vi.waitFor(() => expect(shownByProcesses(folder)).toEqual([]), {
    timeout: 90_000,
    interval: 200,
  });
  expect(await act("up")).toMatchObject({ changed: true });
});

/** A plugin that is not ours: it never looks whether its engine lives. */
function writeStubbornPlugin(): void {
  const provider = join(import.meta.dirname, "../../node_modules/@pulumi/pulumi/provider/index.js");
  const place = join(folder, "platform", "provider");
  writeFileSync(
    join(place, "stubborn.mjs"),
    `import provider from ${JSON.stringify(provider)};
import { writeFileSync } from "node:fs";
process.on("uncaughtException", () => undefined);
setInterval(() => undefined, 1000);
await provider.main({
  version: "0.1.0",
  create: () => new Promise(() => writeFileSync(${JSON.stringify(join(folder, "creating"))}, "")),
}, process.argv.slice(2));
`,
  );
  const start = `#!/bin/sh\nexec "${process.execPath}" "${join(place, "stubborn.mjs")}" "$@"\n`;
  writeFileSync(join(place, "pulumi-resource-andamio"), start, { mode: 0o755 });
}

test.runIf(process.platform === "linux").each(["the engine alone", "the engine and its command"])(
  "a plugin that is not ours ends when %s is killed",
  async (what) => {
    writeStubbornPlugin();
    const child = run("plugin");
    await vi.waitFor(() => expect(existsSync(join(folder, "creating"))).toBe(true), 60_000);
    expect(shownByProcesses("stubborn.mjs")).not.toEqual([]);
    const [lock = ""] = files(join(folder, ".andamio", "state")).filter((path) =>
      /locks.*\.json$/.test(path),
    );
    if (what !== "the engine alone") child.kill("SIGKILL");
    process.kill((JSON.parse(readFileSync(lock, "utf8")) as { pid: number }).pid, "SIGKILL");
    await ended(child);
    await vi.waitFor(() => expect(shownByProcesses(folder)).toEqual([]), 20_000);
  },
);

test.runIf(process.platform === "linux").each([
  ["the provider", "platform/provider/pulumi-resource-andamio", []],
  ["the rules", "scripts/engine/bin/pulumi-analyzer-policy-nodejs", ["127.0.0.1:1", "policies"]],
])("%s ends when its engine died before it could look", async (_what, program, args) => {
  const repository = join(import.meta.dirname, "../..");
  const slow = join(folder, "slow-node");
  const begin = `#!/bin/sh\ntouch "${folder}/began"\nsleep 1\nexec "${process.execPath}" "$@"\n`;
  writeFileSync(slow, begin, { mode: 0o755 });
  const engine = spawn("/bin/sh", ["-c", "\"$@\" & wait", "engine", join(repository, program), ...args], {
    cwd: repository,
    env: { ...process.env, ANDAMIO_NODE: slow, ANDAMIO_ROOT: folder },
    stdio: "ignore",
  });
  await vi.waitFor(() => expect(existsSync(join(folder, "began"))).toBe(true), 10_000);
  engine.kill("SIGKILL");
  await vi.waitFor(() => expect(shownByProcesses(folder)).toEqual([]), 20_000);
});
