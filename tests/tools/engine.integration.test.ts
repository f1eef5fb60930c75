/**
 * The engine on a state of its own: what it keeps, what it leaves, and what it says when something
 * is in the way.
 */
import { existsSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { afterEach, expect, test, vi } from "vitest";

import { act, collect, ended, files, folder, hear, run, shownByProcesses, useFolder } from "./engine-kit.ts";

useFolder();

afterEach(() => vi.unstubAllEnvs());

test("up creates, a second up changes nothing, destroy removes the stack and its settings, with a proxy, too", async () => {
  vi.stubEnv("http_proxy", "http://127.0.0.1:9"); // nobody listens there
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

test("the program's own fault comes through as it was thrown", async () => {
  expect(await act("fault")).toMatchObject({ message: "the program's own fault" });
});

test("profile prod keeps no state in the clone unless it is told to", async () => {
  expect(await act("up", "0", "prod")).toMatchObject({ code: "state_refused" });
  expect(existsSync(join(folder, ".andamio", "state"))).toBe(false);
});
