/** The one command that runs all tests, on a small project with this one's configuration. */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

const repository = join(import.meta.dirname, "../..");
type Package = { scripts: Record<string, string>; devDependencies: Record<string, string> };
const { scripts, devDependencies } = JSON.parse(
  readFileSync(join(repository, "package.json"), "utf8"),
) as Package;

const passing = `import { expect, test } from "vitest";
import { double } from "../app/double.ts";
test("waits without a word", async () => expect(await Promise.resolve(double(2))).toBe(4));
`;
const failing = `import { expect, test } from "vitest";
test("first", () => expect(1).toBe(2));
test("second", () => expect(1).toBe(3));
`;
const outdated = `import { test } from "vitest";
test("old", () => process.emitWarning("do not use it", "DeprecationWarning"));
`;

function makeSmall(files: Record<string, string>, slice = "") {
  const root = mkdtempSync(join(tmpdir(), "andamio-suite-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const all = { "app/double.ts": "export const double = (one: number): number => 2 * one;\n", ...files };
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  mkdirSync(join(root, "tests"), { recursive: true });
  cpSync(join(repository, "tests/vitest.config.ts"), join(root, "tests/vitest.config.ts"));
  mkdirSync(join(root, "tests/tools"));
  writeFileSync(join(root, "tests/tools/installed.ts"), "export const setup = (): void => {};\n");
  symlinkSync(join(repository, "node_modules"), join(root, "node_modules"));
  writeFileSync(join(root, "package.json"), "{ \"type\": \"module\" }\n");
  return {
    root,
    /** As `npm run NAME -- MORE`, without the set-up that comes before. */
    run(name: string, ...more: string[]) {
      const [, words = ""] = / vitest (.*)$/.exec(scripts[name]!) ?? [];
      const program = join(repository, "node_modules/vitest/vitest.mjs");
      const env = { PATH: process.env["PATH"], HOME: process.env["HOME"], NO_COLOR: "1", ANDAMIO_SLICE: slice };
      const { status, stdout, stderr } = spawnSync(
        process.execPath, [program, ...words.split(" "), ...more], { cwd: root, env, encoding: "utf8" },
      );
      return { status, output: stdout + stderr };
    },
  };
}

test("C000-08 R002-08 N003-123 one command runs all tests or one file, tells each by name where asked, and ends with 1 when one fails", () => {
  const { root, run } = makeSmall({ "tests/good.test.ts": passing, "tests/more.integration.test.ts": passing });
  const all = run("test", "--reporter=verbose");
  expect(all.status, all.output).toBe(0);
  expect(all.output).toMatch(/good\.test\.ts > waits without a word/);
  expect(all.output).toMatch(/more\.integration\.test\.ts > waits without a word/);
  writeFileSync(join(root, "tests/bad.test.ts"), failing);
  expect(run("test").status).toBe(1);
  expect(run("test", "good").status).toBe(0);
});

test("of the nightly tests a slice is every tenth, and without one all run", () => {
  const names = Array.from({ length: 12 }, (_, index) => `slow-${index + 10}.nightly.test.ts`);
  const files = Object.fromEntries(["good.test.ts", ...names].map((name) => [`tests/${name}`, passing]));
  const list = (slice: string) => {
    const { output } = makeSmall(files, slice).run("test", "--reporter=verbose");
    return output.match(/[\w.-]+\.test\.ts/g)!.sort();
  };
  expect(list("31")).toEqual(["good.test.ts", names[1], names[11]]);
  expect(list("5")).toEqual(["good.test.ts", names[5]]);
  expect(list("")).toEqual(["good.test.ts", ...names]);
});

test("C000-14 with --bail=1 the first failure is the last, and names its test", () => {
  const { run } = makeSmall({ "tests/bad.test.ts": failing });
  const { status, output } = run("test", "--bail=1", "--reporter=verbose");
  expect(status).toBe(1);
  expect(output).toContain("bad.test.ts > first");
  expect(output).toMatch(/Tests +1 failed/);
  expect(run("test").output).toMatch(/Tests +2 failed/);
});

test("C000-10 coverage leaves a report of the tests, pages to read and a file for CI", () => {
  const { root, run } = makeSmall({ "tests/good.test.ts": passing });
  const { status, output } = run("coverage");
  expect(status, output).toBe(0);
  const made = ["reports/tests.json", "coverage/index.html", "coverage/cobertura-coverage.xml"];
  expect(made.filter((file) => !existsSync(join(root, file)))).toEqual([]);
});

test("R002-01 R002-02 files of tests/ that are named so run, async as they are; what is deprecated fails none, and versions are exact", () => {
  const { run } = makeSmall({
    "tests/good.test.ts": passing, "tests/old.test.ts": outdated,
    "tests/helper.ts": "throw new Error(\"no test\");\n", "app/lost.test.ts": failing,
  });
  const { status, output } = run("test");
  expect(status, output).toBe(0);
  expect(output).toMatch(/Test Files +2 passed/);
  const lock = JSON.parse(readFileSync(join(repository, "package-lock.json"), "utf8")) as {
    packages: Record<string, { version: string; integrity?: string }>;
  };
  for (const name of ["vitest", "@vitest/coverage-v8"]) {
    expect(lock.packages[`node_modules/${name}`]?.version).toBe(devDependencies[name]);
  }
});
