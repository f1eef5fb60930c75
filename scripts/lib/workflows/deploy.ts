/** What is merged is deployed: each environment from its own branch, by a plan that was saved. */

import { accessPermissions, accessVariables, openAccess } from "./access.ts";
import { actions } from "./actions.ts";
import { credentialsOf } from "./credentials.ts";
import { publishJobs } from "./publish.ts";
import { checkoutAll, install, keep, makeJob, secret, setUpGo, setUpNode } from "./steps.ts";
import type { Job, PipelineEnvironment, Step, WorkflowFile } from "./workflow.ts";

export const deploy: WorkflowFile = {
  about: "Deploys what was merged. Stands for cd.yml, deploy-develop.yml, deploy-staging.yml and deploy-production.yml.",
  make: (environments) => ({
    name: "deploy",
    on: {
      push: { branches: [...new Set(environments.map(({ branch }) => branch))].sort() },
      workflow_dispatch: null,
    },
    permissions: {},
    jobs: {
      check: {
        permissions: { contents: "read" },
        uses: "./.github/workflows/check.yml",
        secrets: { CODECOV_TOKEN: secret("CODECOV_TOKEN") },
      },
      ...Object.assign({}, ...environments.map((one) => makeJobs(one, environments))),
    },
  }),
};

const order = ["dev", "staging", "prod"];

/** Of one branch, dev is deployed before staging. */
function findBefore(one: PipelineEnvironment, all: readonly PipelineEnvironment[]): string[] {
  const rank = ({ profile }: PipelineEnvironment) => order.indexOf(profile);
  const before = all.filter(({ branch }) => branch === one.branch)
    .filter((other) => rank(other) < rank(one));
  return before.map(({ name }) => `deploy-${name}`);
}

function makeJobs(
  one: PipelineEnvironment, all: readonly PipelineEnvironment[],
): Record<string, Job> {
  const { name, branch, approval } = one;
  const needs = ["check", ...findBefore(one, all)];
  const condition = `github.ref == 'refs/heads/${branch}'`;
  const common = {
    if: condition,
    concurrency: { group: `deploy-${name}`, "cancel-in-progress": false },
    permissions: accessPermissions(one),
  };
  const ready = [...begin, ...openAccess(one)];
  // nothing that is installed and no action sees a secret
  const env = { ...credentialsOf(one), ...accessVariables(one) };
  const andamio = (words: string): Step => ({ run: `npx andamio ${words}`, env });
  const record = keep(`deploy-${name}`, "reports/deploy/");
  if (!approval) {
    const steps = [...ready, andamio(`ci deploy ${name}`), record];
    return {
      [`deploy-${name}`]: makeJob(60, steps, { needs, ...common, environment: name }),
      ...publishJobs(one, needs),
    };
  }
  // what is approved is what the first job shows; its environment has the secrets, and no reviewers
  const plan = [...ready, andamio(`ci plan ${name}`), keep(`plan-${name}`, "reports/deploy/")];
  const fetch: Step = {
    uses: actions.download.uses, with: { name: `plan-${name}`, path: "reports/deploy" },
  };
  const apply = [...ready, fetch, andamio(`ci deploy ${name} --plan reports/deploy/${name}.plan.json`)];
  return {
    [`plan-${name}`]: makeJob(30, plan, { needs, ...common, environment: `${name}-plan` }),
    [`deploy-${name}`]: makeJob(60, [...apply, record], {
      needs: [`plan-${name}`], ...common, environment: name,
    }),
    ...publishJobs(one, needs),
  };
}

const begin = [checkoutAll, setUpNode(false), setUpGo(false), install];
