/** What a pipeline must not do, although it could. */

import type { Environment } from "../../../platform/environment.ts";
import { PlatformError } from "../../../platform/errors.ts";
import { branchVariables, findBranch } from "./find-branch.ts";

/** Throws `usage` where the pipeline runs for another branch than the environment names. */
export function refuseForeignBranch({ name, branch, root }: Environment): void {
  if (branch === undefined) return;
  const current = findBranch(root);
  if (current === branch) return;
  if (current === undefined) {
    throw new PlatformError("usage", `${name} is deployed from ${branch}, and the branch of this checkout is not known`, {
      hint: `git switch ${branch}; or set one of ${branchVariables.join(", ")}`,
    });
  }
  throw new PlatformError("usage", `${name} is deployed from ${branch}, and this is ${current}`, {
    hint: `merge into ${branch}`,
  });
}

/** Throws `state_refused` where the state would be lost, or could not be read by the next run. */
export function refuseLostState(
  { name, state }: Environment, variables: NodeJS.ProcessEnv = process.env,
): void {
  if (variables.RUNNER_ENVIRONMENT !== "github-hosted") return;
  const fix = `in environments/${name}.yaml`;
  if (!variables.PULUMI_BACKEND_URL && state.backend === undefined) {
    throw new PlatformError("state_refused", `the state of ${name} would be lost with this runner`, {
      hint: `state: { backend: "s3://BUCKET?region=REGION" } ${fix}, or the variable PULUMI_BACKEND_URL`,
    });
  }
  if (!variables.PULUMI_CONFIG_PASSPHRASE && state.secretsProvider === undefined) {
    throw new PlatformError("state_refused", `what encrypts the state of ${name} would be lost with this runner`, {
      hint: `state: { secretsProvider: … } ${fix}, or the secret PULUMI_CONFIG_PASSPHRASE`,
    });
  }
  if (!variables.ANDAMIO_FINGERPRINT_KEY) {
    throw new PlatformError("state_refused", "without a key that all runs share, secrets cannot be told apart", {
      hint: "the secret ANDAMIO_FINGERPRINT_KEY, of 32 random bytes or more",
    });
  }
}
