/**
 * Set-up on a small project of the same shape: installs once, runs what it is given, and says what
 * is in the way.
 */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { Readable } from "node:stream";

import { afterEach, beforeEach, expect, test } from "vitest";

const scripts = join(import.meta.dirname, "../../scripts");
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "andamio-setup-"));
  for (const name of ["setup.mjs", "andamio.mjs", "lib/install.mjs", "lib/lock.mjs", "lib/disk.mjs"]) {
    cpSync(join(scripts, name), join(folder, "scripts", name));
  }
  for (const name of ["", "app"]) put(join(name, "package.json"), "package-lock.json", name);
  put(
    "show.ts",
    "",
    "const words: string[] = process.argv.slice(2); console.log(JSON.stringify({ words, node: process.versions.node })); process.exitCode = 7;",
  );
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("installs both lockfiles, then runs the program under Node 24 with its arguments and its exit code", async () => {
  const first = await ended(start("./show.ts", "--json", "a b"));
  expect(first).toMatchObject({
    code: 7,
    said: "Installing the packages of the platform by its lockfile …\nInstalling the packages of the app by its lockfile …\n",
  });
  expect(JSON.parse(first.printed)).toEqual({
    words: ["--json", "a b"],
    node: expect.stringMatching(/^(?:2[4-9]|[3-9]\d)\./),
  });
  expect(await ended(start("./show.ts"))).toMatchObject({ code: 7, said: "" });
});

test("two at once install once, and both go on", async () => {
  const both = await Promise.all([ended(start("./show.ts")), ended(start("./show.ts"))]);
  expect(both.map(({ code }) => code)).toEqual([7, 7]);
  expect(
    both
      .map(({ said }) => said)
      .join("")
      .match(/Installing/g),
  ).toHaveLength(2);
});

test("killed at any moment, it starts over the next time", async () => {
  const child = start("./show.ts");
  await new Promise((resolve) => child.stderr.once("data", resolve));
  child.kill("SIGKILL");
  await ended(child);
  expect(await ended(start("./show.ts"))).toMatchObject({ code: 7 });
  expect(readdirSync(join(folder, ".andamio", "locks"))).toEqual([]);
});

test("a changed lockfile is installed again", async () => {
  await ended(start("./show.ts"));
  const path = join(folder, "app", "package-lock.json");
  writeFileSync(path, `${readFileSync(path, "utf8")}\n`);
  expect(await ended(start("./show.ts"))).toMatchObject({
    said: "Installing the packages of the app by its lockfile …\n",
  });
});

test("nothing is asked of the network when everything is there", async () => {
  await ended(start("./show.ts"));
  writeFileSync(join(folder, ".npmrc"), "registry=http://127.0.0.1:9/\n");
  expect(await ended(start("./show.ts"))).toMatchObject({ code: 7, said: "" });
});

test("a registry that cannot be reached is one clear error, and nothing counts as installed", async () => {
  const lock = {
    name: "x",
    version: "1.0.0",
    lockfileVersion: 3,
    packages: {
      "": { name: "x", version: "1.0.0", dependencies: { yaml: "2.0.0" } },
      "node_modules/yaml": { version: "2.0.0", resolved: "http://127.0.0.1:9/yaml.tgz" },
    },
  };
  writeFileSync(join(folder, "package.json"), JSON.stringify(lock.packages[""]));
  writeFileSync(join(folder, "package-lock.json"), JSON.stringify(lock));
  writeFileSync(
    join(folder, ".npmrc"),
    "fetch-retries=0\nregistry=http://127.0.0.1:9/\ncache=.cache\n",
  );
  const { code, said } = await ended(start("./show.ts"));
  expect(code).toBe(1);
  expect(said).toContain(
    "error: the packages of the platform could not be installed: the package registry cannot be reached\n  hint: connect to the network",
  );
  expect(existsSync(join(folder, "node_modules", ".andamio-installed"))).toBe(false);
});

test("signals reach the program", async () => {
  put(
    "wait.ts",
    "",
    "process.on(\"SIGTERM\", () => process.exit(9)); setInterval(() => {}, 1000); console.log(\"ready\");",
  );
  const child = start("./wait.ts");
  await new Promise((resolve) => child.stdout.once("data", resolve));
  child.kill("SIGTERM");
  expect(await ended(child)).toMatchObject({ code: 9 });
});

/** A package without dependencies and its lockfile, or a file as given. */
function put(path: string, lock: string, text: string): void {
  const target = join(folder, path);
  mkdirSync(join(target, ".."), { recursive: true });
  const description = { name: "x", version: "1.0.0", private: true, type: "module" };
  writeFileSync(target, lock ? JSON.stringify(description) : text);
  if (lock) {
    writeFileSync(
      join(target, "..", lock),
      JSON.stringify({ ...description, lockfileVersion: 3, packages: { "": description } }),
    );
  }
}

type Child = ChildProcessByStdio<null, Readable, Readable>;

function start(...words: string[]): Child {
  const own = join(scripts, "..", "node_modules");
  const PATH = (process.env.PATH ?? "")
    .split(delimiter)
    .filter((one) => !one.startsWith(own))
    .join(delimiter);
  return spawn(process.execPath, [join(folder, "scripts", "setup.mjs"), ...words], {
    cwd: folder,
    env: { ...process.env, PATH },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

async function ended(
  child: Child,
): Promise<{ code: number | null; printed: string; said: string }> {
  const texts = { printed: "", said: "" };
  child.stdout.on("data", (data) => {
    texts.printed += data;
  });
  child.stderr.on("data", (data) => {
    texts.said += data;
  });
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, ...texts };
}
