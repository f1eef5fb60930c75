/** The suites that the systems before had, and how they are run. */

import { spawnSync } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { missing } from "../app/servers.ts";

const root = join(import.meta.dirname, "../..");
const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  scripts: Record<string, string>;
};

/** What `npm run NAME` runs, once everything is set up */
function optionsOf(name: string): string[] {
  const [, words] = / vitest run (.*)$/.exec(scripts[name] ?? "") ?? [];
  return words!.split(" ");
}

function vitest(words: string[], variables: Record<string, string> = {}) {
  const program = join(root, "node_modules/vitest/vitest.mjs");
  const env = { PATH: process.env["PATH"], HOME: process.env["HOME"], ...variables };
  return spawnSync(process.execPath, [program, ...words], { cwd: root, env, encoding: "utf8" });
}

/** The tests of the script by their suites: the groups that they are in, and their files. */
function listSuites(script: string, ...files: string[]): Map<string, number> {
  const words = ["list", "--no-staticParse", "--json", ...optionsOf(script), ...files];
  const { stdout, stderr } = vitest(words);
  expect(stderr).not.toContain("Error");
  const counts = new Map<string, number>();
  for (const { name, file } of JSON.parse(stdout) as { name: string; file: string }[]) {
    const stem = /(\w+)\.\w*\.?test\.ts$|(\w+)\.test\.ts$/.exec(file)?.slice(1).find(Boolean);
    for (const suite of new Set([...name.split(" > ").slice(0, -1), stem!])) {
      counts.set(suite, (counts.get(suite) ?? 0) + 1);
    }
  }
  return counts;
}

test.skipIf(missing.postgresql)(`N003-124 R002-03 models, services, validators, auth, claims and permissions are units; auth, API, contact and dashboard run on a server too${missing.postgresql}`, () => {
  const expectAll = (listed: Map<string, number>, suites: string[]) =>
    expect(suites.filter((suite) => !listed.get(suite))).toEqual([]);
  const units = ["models", "services", "validators", "auth", "claims", "rules"];
  const files = units.map((name) => `tests/app/${name}.test.ts`);
  expectAll(listSuites("test:unit", ...files), [...units.slice(0, -1), "permissions"]);
  const server = listSuites("test:integration", "tests/app/postgresql");
  expectAll(server, ["auth", "API", "contact", "dashboard"]);
});

test("C000-11 C000-13 C000-15 one configuration has both projects; one of them, or one module, runs alone", () => {
  const list = (script: string, ...files: string[]) => {
    const { stdout } = vitest(["list", "--filesOnly", "--json", ...optionsOf(script), ...files]);
    return (JSON.parse(stdout) as { file: string }[]).map(({ file }) => relative(root, file));
  };
  const kind = (file: string) => /\.(integration|docker|kubernetes)\.test\.ts$/.exec(file)?.[1] ?? "unit";
  for (const name of ["unit", "integration"]) {
    expect([...new Set(list(`test:${name}`).map(kind))]).toEqual([name]);
  }
  expect(list("test", "app/loans")).toEqual(["tests/app/loans.test.ts"]);
});

test("C000-16 with KEEP_DB=1 databases stay, one set for each worker, and the next run takes them as they are", () => {
  const folder = mkdtempSync(join(tmpdir(), "kept-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const run = () => {
    const files = ["kit", "models"].map((name) => `tests/app/${name}.test.ts`);
    const words = ["run", ...optionsOf("test:unit"), "--maxWorkers=2", "--reporter=dot", ...files];
    const { status, stdout, stderr } = vitest(words, { KEEP_DB: "1", TMPDIR: folder });
    expect({ status, stderr: status === 0 ? "" : stdout + stderr }).toEqual({ status: 0, stderr: "" });
    const templates = globSync(join(folder, "app-test-kept/*/sqlite/template-*.sqlite3")).sort();
    return templates.map((file) => [file, statSync(file).mtimeMs, statSync(file).ino] as const);
  };
  const first = run();
  expect(first).toHaveLength(2);
  expect(run()).toEqual(first);
});
