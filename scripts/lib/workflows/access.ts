/** How a job reaches an environment's cluster, host and cloud, as its file declares. */

import { posix } from "node:path";

import { secret } from "./steps.ts";
import type { Job, PipelineEnvironment, Step } from "./workflow.ts";

const temp = "${{ runner.temp }}";

/** Steps before the verb. The files that they write end with the job. */
export function openAccess({ access }: PipelineEnvironment): Step[] {
  const { kubeconfig, kubeconfigPath, sshKey, awsRole } = access;
  const config = kubeconfigPath ?? "$RUNNER_TEMP/kubeconfig";
  const key = "$HOME/.ssh/id_andamio";
  return [
    ...(kubeconfig === undefined ? [] : [writeSecret("Kubeconfig", kubeconfig, config)]),
    ...(sshKey === undefined ? [] : [writeSecret("Key of the host", sshKey, key, addKey)]),
    ...(awsRole === undefined ? [] : [fetchToken]),
  ];
}

/** Variables of the verb's step. */
export function accessVariables({ name, access }: PipelineEnvironment): Record<string, string> {
  const { kubeconfig, kubeconfigPath, awsRole } = access;
  return {
    ...(kubeconfig !== undefined
      && kubeconfigPath === undefined && { KUBECONFIG: `${temp}/kubeconfig` }),
    ...(awsRole !== undefined && {
      AWS_REGION: "${{ vars.AWS_REGION }}",
      AWS_ROLE_ARN: awsRole,
      AWS_ROLE_SESSION_NAME: `andamio-${name}`,
      AWS_WEB_IDENTITY_TOKEN_FILE: `${temp}/aws-token`,
    }),
  };
}

/** A token of the job's identity is asked for only where a role is assumed. */
export function accessPermissions({ access }: PipelineEnvironment): Job["permissions"] {
  return access.awsRole === undefined
    ? { contents: "read" }
    : { "contents": "read", "id-token": "write" };
}

const addKey = ["printf 'Host *\\n  IdentityFile ~/.ssh/id_andamio\\n' >> \"$HOME/.ssh/config\""];

function writeSecret(
  name: string, variable: string, path: string, more: readonly string[] = [],
): Step {
  const lines = [
    "umask 077",
    `mkdir -p "${posix.dirname(path)}"`,
    `printf '%s\\n' "$CONTENT" > "${path}"`,
    ...more,
  ];
  return { name, run: `${lines.join("\n")}\n`, env: { CONTENT: secret(variable) } };
}

const fetchToken: Step = {
  name: "Identity of the job, for the role at AWS",
  run: [
    "umask 077",
    "curl -sSf -H \"Authorization: bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN\" \\",
    "  \"$ACTIONS_ID_TOKEN_REQUEST_URL&audience=sts.amazonaws.com\" | jq -er .value > \"$RUNNER_TEMP/aws-token\"",
    "",
  ].join("\n"),
  shell: "bash",
};
