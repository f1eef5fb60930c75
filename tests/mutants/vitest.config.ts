/** How test files run that look for one mutant: in the order named, until the first failure. */
import { join, relative } from "node:path";

import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const root = join(import.meta.dirname, "../..");

class AsNamed extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const placeOf = ({ moduleId }: TestSpecification): number =>
      process.argv.indexOf(relative(root, moduleId));
    return Promise.resolve([...files].sort((a, b) => placeOf(a) - placeOf(b)));
  }
}

export default defineConfig({
  root,
  test: {
    include: ["tests/**/*.test.ts"],
    bail: 1,
    testTimeout: 60_000,
    sequence: { sequencer: AsNamed },
  },
});
