/** The two scanners, at their times and at every merge. */

import { listSchedules } from "./schedules.ts";
import { checkout, install, keep, makeJob, setUpNode } from "./steps.ts";
import type { WorkflowFile } from "./workflow.ts";

export const security: WorkflowFile = {
  about: "Looks for faults in the code, and for known ones in what it depends on.",
  make: (environments) => ({
    name: "security",
    on: { schedule: listSchedules(environments, "scan"), workflow_dispatch: null },
    permissions: {},
    concurrency: { group: "security", "cancel-in-progress": true },
    jobs: {
      code: makeJob(15, [
        checkout,
        setUpNode(),
        install,
        { run: "npm run scan:code -- --format json --output reports/scan-code.json" },
        keep("scan-code", "reports/scan-code.json"),
      ]),
      dependencies: makeJob(15, [
        checkout,
        setUpNode(),
        install,
        { run: "npm run scan:deps -- --output reports/scan-deps.json" },
        keep("scan-deps", "reports/scan-deps.json"),
      ]),
    },
  }),
};
