/** A build that lost files says so in one line, and gets back what it lost. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { describeLoss, recordFiles, restoreFiles } from "../../platform/targets/local/built-files.ts";

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
