/** The gate of coverage, tried on one small file. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

const root = join(import.meta.dirname, "../..");

function cover(least: number): { status: number | null; output: string } {
  const folder = mkdtempSync(join(tmpdir(), "andamio-coverage-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const { status, stdout, stderr } = spawnSync(process.execPath, [
    join(root, "node_modules/vitest/vitest.mjs"), "run", "-c", "tests/vitest.config.ts",
    ...["--project", "unit", "tests/plan/schedules.test.ts", "--reporter", "default"],
    ...["--coverage", "--coverage.include=platform/plan/schedules.ts", "--coverage.reporter=text"],
    ...[`--coverage.reportsDirectory=${folder}`, `--coverage.thresholds.lines=${least}`],
  ], { cwd: root, encoding: "utf8", env: { ...process.env, NO_COLOR: "1" } });
  return { status, output: stdout + stderr };
}

test("C000-09 N003-126 coverage prints its table, and ends with 1 below the threshold", () => {
  const enough = cover(80);
  expect(enough.output).toMatch(/schedules\.ts +\|/);
  expect(enough.status).toBe(0);
  const little = cover(101);
  expect(little.status).toBe(1);
  expect(little.output).toMatch(/does not meet .*threshold \(101%\)/);
});
