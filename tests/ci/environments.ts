/** Environments as the pipeline knows them, for tests. */
import { parse } from "yaml";

import { makeWorkflows } from "../../scripts/lib/workflows/index.ts";
import type { PipelineEnvironment, Workflow } from "../../scripts/lib/workflows/workflow.ts";

export function environment(
  name: string, more: Partial<PipelineEnvironment> = {},
): PipelineEnvironment {
  return {
    name,
    branch: "main",
    profile: "prod",
    timezone: "America/Argentina/Buenos_Aires",
    scan: "0 3 * * *",
    drift: "*/30 * * * *",
    coverage: 80,
    approval: false,
    secrets: [],
    access: {},
    hasBackend: true,
    publish: {},
    pages: [],
    ...more,
  };
}

/** As a reader of the file sees it. */
export function workflow(name: string, ...environments: readonly PipelineEnvironment[]): Workflow {
  return parse(makeWorkflows(environments)[`.github/workflows/${name}.yml`] ?? "") as Workflow;
}
