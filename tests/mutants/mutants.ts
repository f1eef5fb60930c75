/**
 * Changes the product in small ways, one at a time, and looks which change no unit test notices.
 * A change is tried by the test files that run its place, the quick ones first.
 * `npm run mutants`; MUTANTS (200 an area), MUTANTS_AREAS, MUTANTS_SEED and MUTANTS_MINUTES.
 * Works in a copy of the last commit, so that nothing here is touched.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";

import { type Coverage, runsMutant } from "./covering-tests.ts";
import { applyMutant, listMutants, type Mutant, sampleMutants } from "./list-mutants.ts";

const root = join(import.meta.dirname, "../..");
/** What is changed, and the folder of the unit tests that should notice */
const areas: Record<string, { sources: string; tests: string }> = {
  plan: { sources: "platform/plan/**/*.ts", tests: "tests/plan" },
  policies: { sources: "policies/**/*.ts", tests: "tests/policies" },
  app: { sources: "app/modules/**/*.ts", tests: "tests/app" },
};
const count = Number(process.env["MUTANTS"] ?? 200);
const seed = Number(process.env["MUTANTS_SEED"] ?? 1);
const names = (process.env["MUTANTS_AREAS"] ?? Object.keys(areas).join()).split(",");
/** Of all areas, less than a night's job may take: each gets its part of what is left. */
const end = Date.now() + Number(process.env["MUTANTS_MINUTES"] ?? 330) * 60_000;

interface Result extends Mutant {
  killed: boolean;
}

/** By area, as far as it got: written after each, for hours may end early. */
const report: { seed: number; areas: Record<string, Result[]> } = { seed, areas: {} };

const copy = mkdtempSync(join(tmpdir(), "mutants-"));
try {
  makeCopy();
  console.log(`seed ${seed}, ${count} of each of ${names.join(", ")}`);
  for (const [at, name] of names.entries()) {
    const now = Date.now();
    runArea(name, now + (end - now) / (names.length - at));
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}

/** The packages and what is generated are those of here. */
function makeCopy(): void {
  execFileSync("git", ["clone", "--quiet", "--no-hardlinks", root, join(copy, "project")]);
  for (const folder of ["node_modules", "app/node_modules"]) {
    symlinkSync(join(root, folder), join(copy, "project", folder));
  }
  const generated = join("app", "generated");
  cpSync(join(root, generated), join(copy, "project", generated), { recursive: true });
}

function runArea(name: string, endOfArea: number): void {
  const project = join(copy, "project");
  const { sources, tests } = areas[name]!;
  const files = globSync(sources, { cwd: project }).sort();
  const all = files.flatMap((file) => listMutants(file, readFileSync(join(project, file), "utf8")));
  const suites = globSync(`${tests}/**/*.test.ts`, { cwd: project })
    .filter((file) => !/\.(integration|docker|kubernetes)\./.test(file))
    .map((file) => measureSuite(project, file, sources))
    .sort((a, b) => a.ms - b.ms);
  const results: Result[] = (report.areas[name] = []);
  for (const mutant of sampleMutants(all, count, seed)) {
    if (Date.now() > endOfArea) break;
    const path = join(project, mutant.file);
    const text = readFileSync(path, "utf8");
    writeFileSync(path, applyMutant(text, mutant));
    const killed = isNoticed(project, suites, mutant);
    writeFileSync(path, text);
    results.push({ ...mutant, killed });
    writeReport();
    if (!killed) console.log(`survived ${describe(mutant)}`);
  }
  const killed = results.filter((one) => one.killed).length;
  console.log(`${name}: ${killed} of ${results.length} noticed (${all.length} there are)`);
}

interface Suite {
  file: string;
  ms: number;
  /** By the source's path in the project */
  coverage: Record<string, Coverage>;
}

function measureSuite(project: string, file: string, sources: string): Suite {
  const begin = Date.now();
  const folder = join(copy, "coverage");
  const coverage = ["--coverage.enabled", "--coverage.reporter=json"];
  coverage.push(`--coverage.include=${sources}`, `--coverage.reportsDirectory=${folder}`);
  if (!passes(project, [file], coverage)) throw new Error(`${file} fails without any change`);
  const text = readFileSync(join(folder, "coverage-final.json"), "utf8");
  const byPath = Object.entries(JSON.parse(text) as Record<string, Coverage>);
  return {
    file,
    ms: Date.now() - begin,
    coverage: Object.fromEntries(byPath.map(([path, one]) => [relative(project, path), one])),
  };
}

function isNoticed(project: string, suites: readonly Suite[], mutant: Mutant): boolean {
  const able = suites.filter(({ coverage }) => {
    const covered = coverage[mutant.file];
    return covered && runsMutant(covered, mutant);
  });
  if (able.length === 0) return false;
  // longer than that, and the change made an endless loop
  const patienceMs = able.reduce((sum, { ms }) => sum + 4 * ms, 60_000);
  return !passes(project, able.map(({ file }) => file), [], patienceMs);
}

function writeReport(): void {
  mkdirSync(join(root, "reports"), { recursive: true });
  writeFileSync(join(root, "reports/mutants.json"), `${JSON.stringify(report, null, 2)}\n`);
}

function passes(
  project: string,
  tests: readonly string[],
  flags: readonly string[],
  timeout?: number,
): boolean {
  const vitest = join("node_modules", "vitest", "vitest.mjs");
  const config = ["-c", "tests/mutants/vitest.config.ts"];
  const { status } = spawnSync(process.execPath, [vitest, "run", ...config, ...flags, ...tests], {
    cwd: project,
    stdio: "ignore",
    killSignal: "SIGKILL",
    ...(timeout !== undefined && { timeout }),
  });
  return status === 0;
}

function describe({ file, line, before, after }: Mutant): string {
  return `${file}:${line} ${before} → ${after}`;
}
