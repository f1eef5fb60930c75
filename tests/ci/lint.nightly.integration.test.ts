/** The scripts that lint and format, on a small project with this one's settings. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

const repository = join(import.meta.dirname, "../..");
const { scripts } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as {
  scripts: Record<string, string>;
};
const good = `/** Adds. */
import { readFileSync } from "node:fs";

import { parse } from "yaml";

export const read = (path: string): unknown => parse(readFileSync(path, "utf8"));
`;
const shuffled = good.replace(/import \{ readFileSync.*\n\n(import .*)\n/, "$1\nimport { readFileSync } from \"node:fs\";\n");
const unformatted = good.replace("export const read = ", "export const read   =  ");
const faulty = good.replace("unknown => parse", "unknown => path == \"\" ? 0 : parse");

function makeSmall(files: Record<string, string>) {
  const root = mkdtempSync(join(tmpdir(), "andamio-lint-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const settings = ["eslint.config.js", "format.config.js", "imports.config.js", "lib/diff-formatter.js"];
  for (const name of settings) cpSync(join(repository, "scripts", name), join(root, "scripts", name));
  symlinkSync(join(repository, "node_modules"), join(root, "node_modules"));
  writeFileSync(join(root, "package.json"), "{ \"type\": \"module\" }\n");
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return {
    root,
    read: (name: string) => readFileSync(join(root, name), "utf8"),
    /** As `npm run NAME -- MORE`, without the set-up that comes before, nor a cache. */
    run(name: string, ...more: string[]) {
      const [, own = ""] = /setup\.mjs eslint (.*)$/.exec(scripts[name]!) ?? [];
      const words = own.replace(/ --cache(-location \S+)?/g, "").split(" ");
      const eslint = join(repository, "node_modules/eslint/bin/eslint.js");
      const { status, stdout, stderr } = spawnSync(process.execPath, [eslint, ...words, ...more], { cwd: root, encoding: "utf8" });
      return { status, output: stdout + stderr };
    },
  };
}

test("C000-17 lint takes the whole project, one path, or another configuration", () => {
  const { root, run } = makeSmall({ "app/good.ts": good });
  expect(run("lint")).toMatchObject({ status: 0 });
  writeFileSync(join(root, "app/faulty.ts"), faulty);
  expect(run("lint").output).toContain("eqeqeq");
  expect(run("lint", "app/good.ts").status).toBe(0);
  writeFileSync(join(root, "own.config.js"), "export default [{ files: [\"**/*.js\"] }];\n");
  expect(run("lint", "-c", "own.config.js").status).toBe(0);
});

test("C000-20 format:check refuses and changes nothing, format:diff shows the change, format makes it", () => {
  const { run, read } = makeSmall({ "app/a.ts": unformatted, "app/b.ts": unformatted });
  expect(run("format:check").status).toBe(1);
  expect(run("format:diff", "app/a.ts").output).toMatch(/^-export const read {3}= {2}.*\n\+export const read = /m);
  expect(read("app/a.ts")).toBe(unformatted);
  expect(run("format", "app/a.ts").status).toBe(0);
  expect([read("app/a.ts"), read("app/b.ts")]).toEqual([good, unformatted]);
  expect(run("format").status).toBe(0);
  expect(run("format:check").status).toBe(0);
});

test("C000-22 shuffled imports fail lint and imports:check, and lint:fix restores their order", () => {
  const { run, read } = makeSmall({ "app/a.ts": shuffled });
  expect(shuffled).not.toBe(good);
  expect(run("lint").output).toContain("sort-imports/imports");
  expect(run("imports:check").status).toBe(1);
  expect(run("lint:fix").status).toBe(0);
  expect(read("app/a.ts")).toBe(good);
  expect(run("imports:check").status).toBe(0);
});

test("C000-18 lint:report writes a page of what was found", () => {
  const { run, read } = makeSmall({ "app/faulty.ts": faulty });
  expect(run("lint:report").status).toBe(1);
  const page = read("reports/lint.html");
  expect(page).toMatch(/^<!DOCTYPE html>/i);
  expect(page).toContain("eqeqeq");
});

/** As many ways through it as that. */
const makeBranches = (count: number) => `/** Chooses. */
export function choose(one: number): number {
${Array.from({ length: count - 1 }, (_, at) => `  if (one === ${at}) return ${at};\n`).join("")}  return one;
}
`;
const wide = (width: number) => `/** Says. */\n${"export const one = 1; // ".padEnd(width, "x")}\n`;

test("C000-19 lint refuses a line of 101 characters and a function of complexity 11, but not in a migration", () => {
  const longest = (text: string) => Math.max(...text.split("\n").map((line) => line.length));
  expect([longest(wide(100)), longest(wide(101))]).toEqual([100, 101]);
  const bad = { "app/migrations/wide.ts": wide(101), "app/migrations/many.ts": makeBranches(11) };
  const { root, run } = makeSmall({ ...bad, "app/wide.ts": wide(100), "app/many.ts": makeBranches(10) });
  expect(run("lint")).toEqual({ status: 0, output: "" });
  writeFileSync(join(root, "app/wide.ts"), wide(101));
  writeFileSync(join(root, "app/many.ts"), makeBranches(11));
  const { status, output } = run("lint");
  expect(status).toBe(1);
  expect(output).toMatch(/length of 101.*max-len/);
  expect(output).toMatch(/complexity of 11/);
});

test("C000-21 the formatter knows the width, and leaves migrations and generated files as they are", () => {
  const { run, read } = makeSmall({
    "app/migrations/a.ts": unformatted, "app/generated/b.ts": unformatted, "app/c.ts": wide(101),
  });
  expect(run("format:check").output).toMatch(/c\.ts\n +2:1 +error .*Maximum allowed is 100/);
  run("format");
  expect([read("app/migrations/a.ts"), read("app/generated/b.ts")]).toEqual([unformatted, unformatted]);
});

test.each([
  ["a package before Node's own", "import { parse } from \"yaml\";\n\nimport { join } from \"node:path\";\n"],
  ["an own file before a package", "import { own } from \"./own.ts\";\n\nimport { parse } from \"yaml\";\n"],
  ["an own file before Node's own", "import { own } from \"./own.ts\";\n\nimport { join } from \"node:path\";\n"],
])("imports:check reports %s", (_, swapped) => {
  const { root, run, read } = makeSmall({ "app/a.ts": swapped });
  expect(run("imports:check").output).toContain("sort-imports/imports");
  const straight = read("app/a.ts").trim().split("\n\n").reverse().join("\n\n");
  writeFileSync(join(root, "app/a.ts"), `${straight}\n`);
  expect(run("imports:check").status).toBe(0);
});
