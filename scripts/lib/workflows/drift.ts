/** Compares what runs with the files, at the times that each environment names. Changes nothing. */

import { accessPermissions, accessVariables, openAccess } from "./access.ts";
import { credentialsOf } from "./credentials.ts";
import { listSchedules, triggeredBy } from "./schedules.ts";
import { checkoutAll, install, makeJob, setUpGo, setUpNode } from "./steps.ts";
import type { Job, PipelineEnvironment, WorkflowFile } from "./workflow.ts";

export const drift: WorkflowFile = {
  about: "Fails with exit code 3 when what runs is not what the file says.",
  make: (environments) => ({
    name: "drift",
    on: { schedule: listSchedules(environments, "drift"), workflow_dispatch: null },
    permissions: {},
    jobs: Object.fromEntries(environments.map((one) => [one.name, makeDrift(one, environments)])),
  }),
};

/** Two looks never run at once, and none keeps a deploy waiting. */
function makeDrift(one: PipelineEnvironment, all: readonly PipelineEnvironment[]): Job {
  const { name, approval } = one;
  const look = {
    run: `npx andamio preview ${name} --refresh --exit-code --markdown | tee -a "$GITHUB_STEP_SUMMARY"`,
    shell: "bash", // with it, a pipe fails where one of its parts does
    env: { ...credentialsOf(one), ...accessVariables(one) },
  } as const;
  const condition = triggeredBy(one, all, "drift");
  return makeJob(30, [checkoutAll, setUpNode(), setUpGo(), install, ...openAccess(one), look], {
    permissions: accessPermissions(one),
    ...(condition && { if: condition }),
    environment: approval ? `${name}-plan` : name,
    concurrency: { group: `drift-${name}`, "cancel-in-progress": false },
  });
}
