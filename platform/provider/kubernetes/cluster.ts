/** The cluster itself: that it answers and lets us in, asked before anything is made. */
import { PlatformError } from "../../errors.ts";
import { type Cluster, find, openCluster } from "../../targets/kubernetes/cluster.ts";
import type { ClusterPlace } from "../../targets/kubernetes/settings.ts";
import { projectRoot } from "../../targets/local/paths.ts";
import type { Handler } from "../handler.ts";

export function clusterOf(inputs: Readonly<Record<string, unknown>>): Promise<Cluster> {
  return openCluster(inputs["cluster"] as ClusterPlace, projectRoot());
}

export const cluster: Handler = {
  async apply(_name, inputs) {
    await check(inputs);
    return {};
  },

  async observe(_name, state) {
    await check(state);
    return undefined;
  },

  async remove() {
    // it was there before
  },
};

async function check(inputs: Readonly<Record<string, unknown>>): Promise<void> {
  const { core, namespace } = await clusterOf(inputs);
  const found = await find(core.readNamespace({ name: namespace }));
  if (found?.status?.phase !== "Terminating") return;
  throw new PlatformError("tool_failed", `the namespace ${namespace} is being deleted`, {
    hint: "wait until it is gone, and give the same command again",
  });
}
