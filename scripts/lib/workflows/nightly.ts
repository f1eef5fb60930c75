/** What takes too long for every push: all slow tests, long random walks, kills and mutants. */

import { checkout, install, keep, makeJob, npm, servers, setUpGo, setUpNode } from "./steps.ts";
import type { Job, WorkflowFile } from "./workflow.ts";

export const nightly: WorkflowFile = {
  about: "All tests, the slow ones too; random walks; kills at work; mutants that no test notices.",
  make: () => ({
    name: "nightly",
    on: { schedule: [{ cron: "0 3 * * *" }], workflow_dispatch: null },
    permissions: {},
    concurrency: { group: "nightly", "cancel-in-progress": true },
    jobs: {
      tests: run(120, "test"),
      truth: run(360, "truth"),
      chaos: run(180, "chaos", "chaos:platform"),
      mutants: run(360, "mutants"),
    },
  }),
};

/** The run's number is the seed, so that each night tries other cases. */
function run(minutes: number, ...scripts: readonly string[]): Job {
  const steps = scripts.map((script) => npm(script));
  return makeJob(minutes, [
    checkout,
    setUpNode(),
    setUpGo(),
    install,
    servers,
    ...steps,
    keep(`nightly-${scripts[0]}`, "reports/"),
  ], { env: { SEED: "${{ github.run_number }}", MUTANTS_SEED: "${{ github.run_number }}" } });
}
