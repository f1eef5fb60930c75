/** A cluster for tests, whose node has images that stand for the public ones. */
import { homedir } from "node:os";
import { join } from "node:path";

import { CoreV1Api, KubeConfig, KubernetesObjectApi } from "@kubernetes/client-node";

import { requireDocker } from "./docker.ts";
import { pluginVariables } from "./plugins.ts";
import { isUp, runProgram, runScript } from "./shell.ts";

export interface KubernetesLab {
  /** The path of the kubeconfig. */
  kubeconfig: string;
  context: string;
  /** For Andamio and the engine. */
  variables: Record<string, string>;
  /** The API server itself: assertions ask it. */
  core: CoreV1Api;
  objects: KubernetesObjectApi;
  kubectl(...args: string[]): string;
  /** Removes a namespace with all that is in it, and frees its volumes. */
  clean(namespace: string): Promise<void>;
}

/** Starts a cluster when none runs. Gives its kubeconfig, and how to end it. */
export async function requireKubernetes(): Promise<{ address: string; end(): Promise<void> }> {
  const docker = await requireDocker();
  const wasUp = isUp("cluster.sh");
  const address = await runScript("cluster.sh", "up");
  await runScript("cluster.sh", "images", await runScript("images.sh"));
  await runScript("cluster.sh", "recycle");
  return {
    address,
    async end() {
      if (!wasUp) await runScript("cluster.sh", "clean");
      await docker.end();
    },
  };
}

export function openKubernetes(address: string): KubernetesLab {
  const variables = { ...pluginVariables("kubernetes"), KUBECONFIG: address };
  const config = new KubeConfig();
  if (address) config.loadFromFile(address);
  const kubectl = (...args: string[]) => runProgram(join(programs(), "kubectl"), args, variables);
  return {
    kubeconfig: address,
    context: "lab",
    variables,
    core: address ? config.makeApiClient(CoreV1Api) : (undefined as never),
    objects: address ? KubernetesObjectApi.makeApiClient(config) : (undefined as never),
    kubectl,
    async clean(namespace) {
      kubectl("delete", "namespace", namespace, "--ignore-not-found", "--wait", "--timeout=120s");
      await runScript("cluster.sh", "recycle");
    },
  };
}

/** Where cluster.sh keeps what it builds. */
function programs(): string {
  const lab = process.env["ANDAMIO_LAB"] ?? join(homedir(), ".cache", "andamio", "lab");
  return join(lab, "kubernetes-1.34.0");
}
