/** The table of workflows, and the files that they become. Writes none. */

import { check } from "./check.ts";
import { deploy } from "./deploy.ts";
import { drift } from "./drift.ts";
import { nightly } from "./nightly.ts";
import { preview } from "./preview.ts";
import { printWorkflow } from "./print-workflow.ts";
import { security } from "./security.ts";
import type { PipelineEnvironment, WorkflowFile } from "./workflow.ts";

const workflows: Readonly<Record<string, WorkflowFile>> = {
  check, preview, deploy, drift, security, nightly,
};

/** Need environments that are deployed. */
const ofDeployed = [deploy, drift];

/** Text by path, relative to the project. */
export function makeWorkflows(
  environments: readonly PipelineEnvironment[],
): Record<string, string> {
  const wanted = Object.entries(workflows)
    .filter(([, file]) => environments.length > 0 || !ofDeployed.includes(file));
  return Object.fromEntries(wanted.map(([name, { about, make }]) => (
    [`.github/workflows/${name}.yml`, printWorkflow(about, make(environments))]
  )));
}
