/**
 * The engine on a state of its own: what it keeps, what it leaves, and what it says when something
 * is in the way.
 */
import { type ChildProcess, spawn } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test, vi } from "vitest";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "andamio engine #1 "));
  copyFileSync(join(import.meta.dirname, "../../Pulumi.yaml"), join(folder, "Pulumi.yaml"));
  mkdirSync(join(folder, "platform", "provider"), { recursive: true });
  writeFileSync(join(folder, "platform", "index.ts"), "");
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("up creates, a second up changes nothing, destroy removes the stack and its settings", async () => {
  expect(await act("preview")).toMatchObject({ changed: true, changes: { create: 3 } });
  expect(await act("up")).toMatchObject({ changed: true, changes: { create: 3 } });
  expect(await act("up")).toMatchObject({ changed: false, changes: { same: 3 } });
  expect(await act("preview")).toMatchObject({ changed: false });
  expect(await act("destroy")).toMatchObject({ changed: true, changes: { delete: 3 } });
  expect(existsSync(join(folder, "Pulumi.dev.yaml"))).toBe(false);
  expect(await act("destroy")).toMatchObject({ changed: false });
});

test("the passphrase is a file for its owner alone, and no file shows a secret", async () => {
  await act("up");
  const path = join(folder, ".andamio", "passphrase");
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const passphrase = readFileSync(path, "utf8");
  expect(passphrase.length).toBeGreaterThanOrEqual(43);
  const others = files(folder)
    .filter((one) => one !== path)
    .map((one) => readFileSync(one, "utf8"))
    .join("\n");
  expect(others).toContain("ciphertext");
  for (const secret of [
    passphrase,
    "canary-of-the-test",
    Buffer.from("canary-of-the-test").toString("base64"),
  ]) {
    expect(others).not.toContain(secret);
  }
});

test("no process of the engine has the passphrase in its arguments or its environment", async () => {
  const child = run("up", "2");
  await hear(child, "between");
  const passphrase = readFileSync(join(folder, ".andamio", "passphrase"), "utf8");
  expect(shownByProcesses(passphrase)).toEqual([]);
  expect(shownByProcesses(join(folder, ".andamio", "passphrase")).length).toBeGreaterThan(0);
  await ended(child);
});

test("two who bring it up at the same time both succeed, one after the other", async () => {
  const results = await Promise.all([act("up", "1"), act("up", "1")]);
  expect(results.map(({ changed }) => changed).sort()).toEqual([false, true]);
});

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

test("Ctrl-C ends it in good order, leaves no lock, and the same command goes on", async () => {
  const child = run("up", "60");
  await hear(child, "between");
  child.kill("SIGINT");
  expect(await ended(child)).toMatchObject({ code: "interrupted" });
  expect(files(join(folder, ".andamio")).filter((path) => path.includes("locks"))).toEqual([]);
  expect(await act("up")).toMatchObject({ changed: true });
});

test("a lost settings file is no loss, a lost passphrase is told", async () => {
  await act("up");
  rmSync(join(folder, "Pulumi.dev.yaml"));
  expect(await act("up")).toMatchObject({ changed: false });
  rmSync(join(folder, ".andamio", "passphrase"));
  const lost = {
    code: "state_refused",
    message: "the passphrase does not open the state of dev",
    hint: expect.stringContaining("mv "),
  };
  expect(await act("up")).toMatchObject(lost);
  // none is made that opens nothing, and would hide that the right one is gone
  expect(existsSync(join(folder, ".andamio", "passphrase"))).toBe(false);
  writeFileSync(join(folder, ".andamio", "passphrase"), "another");
  expect(await act("up")).toMatchObject(lost);
});

test.each(["cut short", "removed"])(
  "a state that was %s is restored from the engine's own copy",
  async (how) => {
    await act("up");
    const state = join(folder, ".andamio", "state", ".pulumi");
    const file = join(state, "stacks", "andamio", "dev.json");
    if (how === "removed") rmSync(file);
    else truncateSync(file);
    writeFileSync(join(state, "meta.yaml"), "");
    const next = run("up");
    const [result, said] = await Promise.all([ended(next), collect(next.stderr)]);
    expect(result).toMatchObject({ changed: false, changes: { same: 3 } });
    expect(said).toContain("restored from the engine's copy");
    expect(said).toContain("meta.yaml was cut short: written again");
  },
);

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

test("the program's own fault comes through as it was thrown", async () => {
  expect(await act("fault")).toMatchObject({ message: "the program's own fault" });
});

test("profile prod keeps no state in the clone unless it is told to", async () => {
  expect(await act("up", "0", "prod")).toMatchObject({ code: "state_refused" });
  expect(existsSync(join(folder, ".andamio", "state"))).toBe(false);
});

type Outcome = Record<string, unknown>;

async function act(...args: string[]): Promise<Outcome> {
  return await ended(run(...args));
}

function run(
  ...args: string[]
): ChildProcess & { stdout: NodeJS.ReadableStream; stderr: NodeJS.ReadableStream } {
  const script = join(import.meta.dirname, "tiny-project.ts");
  return spawn(process.execPath, [script, folder, ...args], { stdio: ["ignore", "pipe", "pipe"] });
}

async function ended(child: ReturnType<typeof run>): Promise<Outcome> {
  const [printed] = await Promise.all([
    collect(child.stdout),
    new Promise((resolve) => child.on("close", resolve)),
  ]);
  return JSON.parse(printed || "{}") as Outcome;
}

async function collect(stream: NodeJS.ReadableStream): Promise<string> {
  let text = "";
  for await (const chunk of stream) text += String(chunk);
  return text;
}

async function hear(child: ReturnType<typeof run>, word: string): Promise<void> {
  let said = "";
  await new Promise<void>((resolve, reject) => {
    child.on("close", () => reject(new Error(`ended before it said "${word}": ${said}`)));
    child.stderr.on("data", (data) => {
      said += String(data);
      if (said.includes(word)) resolve();
    });
  });
}

function files(path: string): string[] {
  return readdirSync(path, { recursive: true, encoding: "utf8" })
    .map((name) => join(path, name))
    .filter((one) => statSync(one).isFile());
}

/** What Linux shows of each process; elsewhere there is nothing to look at. */
function shownByProcesses(text: string): string[] {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => ["cmdline", "environ"].map((name) => `/proc/${pid}/${name}`))
    .filter((path) => {
      try {
        return readFileSync(path, "utf8").includes(text);
      } catch {
        return false; // it has ended, or is another user's
      }
    });
}
