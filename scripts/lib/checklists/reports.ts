/** What the last runs of tests and tools left behind. */

import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

import { type Item, type Outcome, passIf } from "./item.ts";
import { readReport } from "./read-report.ts";

const report = "reports/tests.json";
const sources = ["app", "platform", "policies", "scripts", "tests"];
const passedOver = new Set(["node_modules", "dist", "generated", "coverage", ".andamio"]);

export const testsRun: Item = {
  name: "tests-run",
  asks: "The tests were run here after the last change.",
  check({ root }) {
    if (!readCounts(root)) return passIf(false, `there is no whole ${report}: npm test`);
    const ran = statSync(join(root, report)).mtimeMs;
    const changed = Math.max(0, ...sources.map((folder) => newestOf(join(root, folder))));
    return passIf(ran >= changed, ran >= changed ? "after the last change" : "before the last change: npm test");
  },
};

export const testsGreen: Item = {
  name: "tests-green",
  asks: "All tests of the last run passed.",
  check: ({ root }) => judgeCounts(readCounts(root)),
};

export const lint: Item = {
  name: "lint",
  asks: "npm run lint finds nothing.",
  check({ root }) {
    const { status } = spawnSync("npm", ["run", "--silent", "lint"], { cwd: root });
    return passIf(status === 0, status === 0 ? "nothing" : `it ended with ${status}`);
  },
};

export const dependencies: Item = {
  name: "dependencies",
  asks: "What is installed is what the lock file says.",
  check({ root }) {
    const wrong = ["", "app"].filter((folder) => existsSync(join(root, folder, "package-lock.json")))
      .filter((folder) => !agree(join(root, folder)));
    const where = wrong.map((folder) => folder || "the project").join(" and ");
    return passIf(wrong.length === 0, wrong.length === 0 ? "they agree" : `not in ${where}: npm ci`);
  },
};

type Lock = { packages: Record<string, { version?: string; optional?: boolean; link?: boolean }> };

/** npm writes down what it installed; what another machine needs is left out. */
function agree(folder: string): boolean {
  const installed = join(folder, "node_modules/.package-lock.json");
  if (!existsSync(installed)) return false;
  const wanted = (JSON.parse(readFileSync(join(folder, "package-lock.json"), "utf8")) as Lock).packages;
  const found = (JSON.parse(readFileSync(installed, "utf8")) as Lock).packages;
  return Object.entries(wanted)
    .filter(([path, { optional, link }]) => path !== "" && optional !== true && link !== true)
    .every(([path, { version }]) => found[path]?.version === version);
}

type Counts = Record<string, number | undefined>;

function readCounts(root: string): Counts | undefined {
  const counts = readReport<Counts>(root, report);
  return typeof counts?.["numPassedTests"] === "number" ? counts : undefined;
}

function judgeCounts(counts: Counts | undefined): Outcome {
  if (!counts) return passIf(false, `there is no whole ${report}: npm test`);
  const { numFailedTests = 0, numPassedTests = 0 } = counts;
  const holds = numFailedTests === 0 && numPassedTests > 0;
  return passIf(holds, `${numPassedTests} passed, ${numFailedTests} failed`);
}

function newestOf(folder: string): number {
  if (!existsSync(folder)) return 0;
  const times = readdirSync(folder, { withFileTypes: true }).map((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return passedOver.has(entry.name) ? 0 : newestOf(path);
    return entry.isFile() ? statSync(path).mtimeMs : 0;
  });
  return Math.max(0, ...times);
}
