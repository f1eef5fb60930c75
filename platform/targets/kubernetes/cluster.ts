/** Talks to the API of one cluster, and tells its refusals in plain words. Knows no component. */
import { join } from "node:path";

import type {
  AppsV1Api,
  BatchV1Api,
  CoreV1Api,
  KubeConfig,
  VersionApi,
} from "@kubernetes/client-node";

import { PlatformError } from "../../errors.ts";
import { explainRefusal } from "./refusals.ts";
import type { ClusterPlace } from "./settings.ts";

export interface Cluster {
  namespace: string;
  config: KubeConfig;
  core: CoreV1Api;
  apps: AppsV1Api;
  batch: BatchV1Api;
  about: VersionApi;
}

/** Throws `tool_failed` where there is no such kubeconfig or context. */
export async function openCluster(
  { kubeconfig, context, namespace }: ClusterPlace,
  root: string,
): Promise<Cluster> {
  const client = await import("@kubernetes/client-node");
  const config = new client.KubeConfig();
  try {
    if (kubeconfig === undefined) config.loadFromDefault();
    else config.loadFromFile(join(root, kubeconfig));
    if (context !== undefined) config.setCurrentContext(context);
  } catch (cause) {
    const what = `the kubeconfig cannot be read: ${(cause as Error).message}`;
    const hint = "kubernetes: { kubeconfig: PATH }, or the variable KUBECONFIG";
    throw new PlatformError("tool_failed", what, { hint, cause });
  }
  if (config.getCurrentCluster() === null) throw noContext(config, context);
  const make: KubeConfig["makeApiClient"] = (Api) =>
    explained(config.makeApiClient(Api), (error) => explainRefusal(error, config, namespace));
  return {
    namespace,
    config,
    core: make(client.CoreV1Api),
    apps: make(client.AppsV1Api),
    batch: make(client.BatchV1Api),
    about: make(client.VersionApi),
  };
}

/** What its methods throw is told in plain words. */
function explained<T extends object>(api: T, explain: (error: unknown) => Error): T {
  return new Proxy(api, {
    get: (target, key) => {
      const value: unknown = Reflect.get(target, key);
      if (typeof value !== "function") return value;
      return async (...words: unknown[]) => {
        try {
          return (await Reflect.apply(value, target, words)) as unknown;
        } catch (error) {
          throw explain(error);
        }
      };
    },
  });
}

/** `undefined` where there is no such object. */
export async function find<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

/** What the API server answered with, of an error that came through here. */
export function statusOf(error: unknown): number | undefined {
  const cause = (error as { cause?: { code?: unknown } }).cause;
  return typeof cause?.code === "number" ? cause.code : undefined;
}

function noContext(config: KubeConfig, context: string | undefined): PlatformError {
  const known = config.getContexts().map(({ name }) => name);
  const what = context === undefined ? "no context is chosen" : `there is no context "${context}"`;
  const hint =
    known.length > 0
      ? `kubernetes: { context: NAME }; there are: ${known.join(", ")}`
      : "kubernetes: { kubeconfig: PATH }, or the variable KUBECONFIG";
  return new PlatformError("tool_failed", `the kubeconfig does not say which cluster: ${what}`, { hint });
}
