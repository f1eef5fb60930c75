/**
 * How the tests run: `unit` opens no port and starts no server, `integration` does, `docker` and
 * `kubernetes` take a daemon and a cluster.
 */
import { globSync } from "node:fs";
import { join } from "node:path";

import { defineConfig } from "vitest/config";

const root = join(import.meta.dirname, "..");

/** They start what they need, so they run only where they are asked for by name. */
const asked = [process.env["ANDAMIO_REQUIRE"], ...process.argv.slice(2)].join(" ");
const labs = ["docker", "kubernetes"].filter((name) =>
  new RegExp(`(^|[ =,.])${name}([ ,.]|$)`).test(asked),
);

/**
 * Slow tests of what seldom changes have `.nightly.` in their names. With ANDAMIO_SLICE=N, a whole
 * number, every tenth of them runs, N says which; without it all run.
 */
const slice = process.env["ANDAMIO_SLICE"];
const nightly = globSync("tests/**/*.nightly.{,*.}test.ts", { cwd: root }).sort();
const leftOut = slice ? nightly.filter((_, index) => index % 10 !== Number(slice) % 10) : [];

/** Counted is what runs in the tests' own process, so these are tried and not counted. */
const unseen = [
  // programs that tests start as such
  ...["app/{jobs,migrate,server,worker}.ts", "scripts/{andamio,setup}.mjs", "scripts/lib/install.mjs"],
  ...["platform/provider/main.ts", "policies/pack.ts", "platform/targets/docker/{probe,scheduler}.ts"],
  "platform/targets/local/{health,launcher,probes,proxy,scheduler,site}.ts",
  // what speaks with a daemon or a cluster alone: tests of docker and kubernetes
  "platform/provider/{docker,kubernetes}/**",
];
const made = ["**/generated/**", "**/*.generated.*", "**/node_modules/**", "**/dist/**"];

export default defineConfig({
  root,
  test: {
    reporters: ["default", ["json", { outputFile: "reports/tests.json" }]],
    coverage: {
      provider: "v8",
      include: ["platform/**/*.ts", "scripts/**/*.{ts,mjs}", "app/**/*.ts", "policies/**/*.ts"],
      exclude: [...made, ...unseen],
      reporter: ["text-summary", "html", "cobertura"],
      reportsDirectory: "coverage",
      thresholds: { lines: 80 },
    },
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["tests/**/*.test.ts"],
          exclude: [
            ...["integration", "docker", "kubernetes"].map((one) => `tests/**/*.${one}.test.ts`),
            ...leftOut,
          ],
          testTimeout: 60_000, // nothing is measured, and the machine may be busy
        },
      },
      {
        extends: true,
        test: {
          name: "integration",
          include: ["tests/**/*.integration.test.ts"],
          exclude: leftOut,
          globalSetup: [join(root, "tests", "tools", "installed.ts")],
          // Each starts databases and whole environments, and the smallest machine has two
          // processors.
          maxWorkers: 2,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      ...labs.map((name, index) => ({
        extends: true as const,
        test: {
          name,
          include: [`tests/**/*.${name}.test.ts`],
          exclude: leftOut,
          globalSetup: [join(root, "tests", "lab", `${name}-project.ts`)],
          // one after the other, and after all the rest: they share one daemon and one cluster
          fileParallelism: false,
          sequence: { groupOrder: index + 1 },
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      })),
    ],
  },
});
