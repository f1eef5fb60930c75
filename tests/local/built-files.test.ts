/** A build that lost files says so in one line, and gets back what it lost. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { describeLoss, listChanged, recordFiles, restoreFiles } from "../../platform/targets/local/built-files.ts";

function makeBuild(count: number): string {
  const folder = mkdtempSync(join(tmpdir(), "andamio-built-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const build = join(folder, "abc");
  mkdirSync(join(build, "dist"), { recursive: true });
  for (let at = 1; at <= count; at++) writeFileSync(join(build, "dist", `${at}.js`), `${at}`);
  recordFiles(build);
  return build;
}

test.each([
  [1, "its build lost dist/1.js"],
  [3, "its build lost dist/1.js, dist/2.js, dist/3.js"],
  [4, "its build lost dist/1.js, dist/2.js, dist/3.js and 1 more"],
  [9, "its build lost dist/1.js, dist/2.js, dist/3.js and 6 more"],
])("of %i lost files the first are named", (count, loss) => {
  const build = makeBuild(count);
  rmSync(join(build, "dist"), { recursive: true });
  expect(describeLoss(build)).toBe(loss);
  restoreFiles(build, makeBuild(count));
  expect(describeLoss(build)).toBeUndefined();
  expect(readFileSync(join(build, "dist", `${count}.js`), "utf8")).toBe(String(count));
});

test("an emptied file is lost, one that was written into is not", () => {
  const build = makeBuild(2);
  truncateSync(join(build, "dist/1.js"));
  writeFileSync(join(build, "dist/2.js"), "more than it was");
  expect(describeLoss(build)).toBe("its build lost dist/1.js");
});

const look = { thorough: false };

test("a file that holds something else is changed, one that was only touched is not", () => {
  const build = makeBuild(4);
  const path = (name: number) => join(build, "dist", `${name}.js`);
  utimesSync(path(1), 1, 1);
  writeFileSync(path(2), "more than it was");
  writeFileSync(path(3), "x");
  truncateSync(path(4));
  expect(listChanged(build, look)).toEqual(["dist/2.js", "dist/3.js"]);
});

test("of the same size and time it is seen by who reads it", () => {
  const build = makeBuild(2);
  const file = join(build, "dist/1.js");
  const { atime, mtime } = statSync(file);
  const at = new Date(Math.floor(mtime.getTime() / 1000) * 1000);
  utimesSync(file, atime, at);
  recordFiles(build);
  writeFileSync(file, "x");
  utimesSync(file, atime, at);
  expect(listChanged(build, look)).toEqual([]);
  expect(listChanged(build, { thorough: true })).toEqual(["dist/1.js"]);
});

test("what is restored is whole again, and what a program wrote stays changed", () => {
  const build = makeBuild(2);
  rmSync(join(build, "dist/1.js"));
  writeFileSync(join(build, "dist/2.js"), "its own");
  restoreFiles(build, makeBuild(2));
  expect(readFileSync(join(build, "dist/2.js"), "utf8")).toBe("its own");
  expect([describeLoss(build), listChanged(build, look)]).toEqual([undefined, ["dist/2.js"]]);
});

test("without a whole record, what was built is what is built again", () => {
  const build = makeBuild(2);
  writeFileSync(join(build, "dist/2.js"), "noise");
  const [record = ""] = readdirSync(join(build, "..")).filter((name) => name.endsWith(".files.json"));
  writeFileSync(join(build, "..", record), "{\"dist");
  expect(describeLoss(build)).toBe("the list of its files was cut short");
  restoreFiles(build, makeBuild(2));
  expect([describeLoss(build), listChanged(build, look)]).toEqual([undefined, ["dist/2.js"]]);
});

test("a record of an earlier version has sizes alone: what is lost is seen, and nothing else", () => {
  const build = makeBuild(2);
  const [record = ""] = readdirSync(join(build, "..")).filter((name) => name.endsWith(".files.json"));
  writeFileSync(join(build, "..", record), JSON.stringify({ "dist/1.js": 1, "dist/2.js": 1 }));
  writeFileSync(join(build, "dist/2.js"), "other");
  expect([describeLoss(build), listChanged(build, { thorough: true })]).toEqual([undefined, []]);
  rmSync(join(build, "dist/1.js"));
  expect(describeLoss(build)).toBe("its build lost dist/1.js");
  restoreFiles(build, makeBuild(2));
  expect(describeLoss(build)).toBeUndefined();
});

test("packages are recorded by themselves, but for what tools keep beside them", () => {
  const build = makeBuild(1);
  const packages = join(build, "node_modules");
  for (const folder of ["one/node_modules/two", ".cache"]) {
    mkdirSync(join(packages, folder), { recursive: true });
    writeFileSync(join(packages, folder, "index.js"), "1");
  }
  recordFiles(build);
  recordFiles(packages);
  for (const folder of ["one/node_modules/two", ".cache"]) {
    writeFileSync(join(packages, folder, "index.js"), "2");
  }
  expect(listChanged(build, look)).toEqual([]);
  expect(listChanged(packages, look)).toEqual(["one/node_modules/two/index.js"]);
});
