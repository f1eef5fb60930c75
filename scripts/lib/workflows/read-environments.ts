/** Which environments the pipeline deploys, and what it must know of each. */

import { dirname } from "node:path";

import { type Environment, listEnvironments, loadEnvironment } from "../../../platform/environment.ts";
import type { Access, PipelineEnvironment } from "./workflow.ts";

/** Those that name a branch; what lies in a folder below is an example. */
export function readPipelineEnvironments(root: string): PipelineEnvironment[] {
  return listOwn(root).flatMap((name) => {
    const environment = loadEnvironment(root, name);
    const { branch } = environment;
    return branch === undefined ? [] : [describe(environment, branch)];
  });
}

export function listOwn(root: string): string[] {
  return listEnvironments(root)
    .filter(({ file }) => dirname(file) === "environments")
    .map(({ name }) => name);
}

function describe(environment: Environment, branch: string): PipelineEnvironment {
  const { name, profile, timezone, state, components, workflows } = environment;
  const { scan, drift, coverage, publish, approval = profile === "prod" } = workflows;
  const databases = Object.values(components).filter(({ kind }) => kind === "Database");
  const version = databases.find(({ engine }) => engine === "postgresql")?.version;
  return {
    ...{ name, branch, profile, timezone, scan, drift, coverage, approval, publish },
    secrets: listSecrets(environment),
    access: readAccess(environment),
    hasBackend: state.backend !== undefined,
    pages: listPages(environment),
    ...(version !== undefined && { postgresql: String(version) }),
  };
}

function readAccess({ workflows, settings }: Environment): Access {
  const { kubeconfig, sshKey, awsRole } = workflows;
  const { kubeconfig: path } = settings as { kubeconfig?: string };
  return {
    ...(kubeconfig !== undefined && { kubeconfig }),
    ...(path !== undefined && { kubeconfigPath: path }),
    ...(sshKey !== undefined && { sshKey }),
    ...(awsRole !== undefined && { awsRole }),
  };
}

function listPages({ components, images }: Environment): string[] {
  const statics = Object.values(components).filter(({ kind }) => kind === "Static");
  return statics.flatMap(({ image }) => images[String(image)]?.build ?? []);
}

/** Variables that its secrets come from, what it gives to the pipeline, and the state's own. */
function listSecrets({ components, state }: Environment): string[] {
  const all = Object.values(components).flatMap(({ kind, from, secrets }) => {
    if (kind === "CiSecrets") return Object.keys((secrets ?? {}) as object);
    const { variable } = (from ?? {}) as { variable?: string };
    return kind === "Secret" && variable !== undefined ? [variable] : [];
  });
  const own = state.secretsProvider === undefined ? ["PULUMI_CONFIG_PASSPHRASE"] : [];
  return [...new Set([...own, ...all])].sort();
}
