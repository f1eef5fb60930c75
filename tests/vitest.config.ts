/** How the tests run: `unit` opens no port and starts no server, `integration` does. */
import { join } from "node:path";

import { defineConfig } from "vitest/config";

const root = join(import.meta.dirname, "..");

export default defineConfig({
  root,
  test: {
    reporters: ["default", ["json", { outputFile: "reports/tests.json" }]],
    coverage: {
      provider: "v8",
      include: ["platform/**/*.ts", "scripts/**/*.{ts,mjs}", "app/**/*.ts", "policies/**/*.ts"],
      exclude: ["**/generated/**", "**/*.generated.*", "**/node_modules/**", "**/dist/**"],
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
          exclude: ["tests/**/*.integration.test.ts", "tests/**/*.docker.test.ts"],
          testTimeout: 60_000, // nothing is measured, and the machine may be busy
        },
      },
      {
        extends: true,
        test: {
          name: "integration",
          include: ["tests/**/*.integration.test.ts"],
          // Each starts databases and whole environments, and the smallest machine has two
          // processors.
          maxWorkers: 2,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        extends: true,
        test: {
          name: "docker",
          include: ["tests/**/*.docker.test.ts"],
          maxWorkers: 1, // one daemon, and what is built takes both processors
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
