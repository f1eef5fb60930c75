/**
 * After a deploy, no generated secret and no passphrase lies or runs where it was not asked for.
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { listRecords } from "../../platform/targets/local/unit.ts";
import { makeWorld, pidsOf, type World } from "./world.ts";

let world: World;
let output = "";
let secrets: Map<string, string[]>;

beforeAll(async () => {
  world = await makeWorld();
  const [up, again, status] = [
    await world.andamio("up", "t"),
    await world.andamio("up", "t", "--json"),
    await world.andamio("status", "t"),
  ];
  const logs = await world.andamio("logs", "t");
  expect([up.code, again.code, status.code, logs.code]).toEqual([0, 0, 0, 0]);
  output = [up, again, status, logs].map((one) => one.output).join("\n");
  secrets = readSecrets();
});

afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

/** Files that hold secrets by design, each for its owner alone. */
const allowed = [
  /^passphrase$/,
  /^t\/secrets\/[^/]+$/,
  /^t\/units\/[^/]+\.json$/,
  /^t\/schedules\/[^/]+\.json$/,
];

function readSecrets(): Map<string, string[]> {
  const files = readdirSync(world.paths.secrets).map((name) => join(world.paths.secrets, name));
  return new Map(
    [join(world.root, ".andamio/passphrase"), ...files].map((file) => [
      relative(world.root, file),
      shapesOf(readFileSync(file, "utf8").trim()),
    ]),
  );
}

function shapesOf(secret: string): string[] {
  const base64 = [0, 1, 2].map((offset) => {
    // whatever stands before it shifts the letters; the middle is always there
    const encoded = Buffer.from("x".repeat(offset) + secret).toString("base64");
    return encoded.slice(offset === 0 ? 0 : 4, -4);
  });
  return [
    ...new Set([
      secret,
      ...base64,
      Buffer.from(secret).toString("hex"),
      encodeURIComponent(secret),
      JSON.stringify(secret).slice(1, -1),
    ]),
  ];
}

function leaksIn(text: string): string[] {
  return [...secrets]
    .filter(([, shapes]) => shapes.some((shape) => text.includes(shape)))
    .map(([name]) => name);
}

test("there are secrets to look for", () => {
  expect([...secrets.keys()].map((name) => name.split("/").at(-1)).sort()).toEqual([
    ".digest-key",
    "cache-password",
    "db-password",
    "key",
    "passphrase",
  ]);
});

test("no file of the environment, its state and its logs holds one, but those that are meant to, and they are ours alone", () => {
  const home = join(world.root, ".andamio");
  const files = readdirSync(home, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(home, join(entry.parentPath, entry.name)));
  const leaking = files.filter(
    (file) => leaksIn(readFileSync(join(home, file), "latin1")).length > 0,
  );
  expect(leaking.filter((file) => !allowed.some((pattern) => pattern.test(file)))).toEqual([]);
  expect(leaking.filter((file) => statSync(join(home, file)).mode & 0o077)).toEqual([]);
  expect(files).toContain("state/.pulumi/stacks/andamio/t.json");
});

test("no command says one", () => {
  expect(output).toContain("is up");
  expect(leaksIn(output)).toEqual([]);
});

test("no process has one in its arguments", () => {
  const shown = pidsOf("").map((pid) => `${pid} ${read(`/proc/${pid}/cmdline`)}`);
  expect(shown.filter((line) => leaksIn(line).length > 0)).toEqual([]);
});

test.runIf(process.platform === "linux")(
  "no process has one in its variables, but the programs whose env names it",
  () => {
    const asking = listRecords(world.paths)
      .filter(({ component }) => ["api", "tasks"].includes(component))
      .map(({ child }) => child!.pid);
    const holding = pidsOf("").filter((pid) => leaksIn(read(`/proc/${pid}/environ`)).length > 0);
    expect(
      holding.filter((pid) => !asking.includes(pid)).map((pid) => read(`/proc/${pid}/cmdline`)),
    ).toEqual([]);
    expect(holding.length).toBeGreaterThan(0);
  },
);

function read(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return ""; // it ended meanwhile
  }
}
