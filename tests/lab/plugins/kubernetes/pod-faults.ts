/** Why the pods of an object are not ready, in the words of the cluster. */
import type { Cluster } from "./cluster.ts";
import type { Live } from "./objects.ts";

interface ContainerState {
  name: string;
  ready: boolean;
  state?: {
    waiting?: { reason?: string; message?: string };
    terminated?: { reason?: string; message?: string; exitCode?: number };
  };
}

interface PodStatus {
  conditions?: { type: string; status: string; reason?: string; message?: string }[];
  initContainerStatuses?: ContainerState[];
  containerStatuses?: ContainerState[];
}

export async function podFaults(owner: Live, cluster: Cluster): Promise<string[]> {
  const { namespace } = owner.metadata;
  const spec = owner["spec"] as { selector?: { matchLabels?: Record<string, string> } } | undefined;
  const labels = spec?.selector?.matchLabels;
  if (!namespace || !labels) return [];
  const pods = await cluster.list({ apiVersion: "v1", kind: "Pod" }, namespace);
  return pods
    .filter(({ metadata }) =>
      Object.entries(labels).every(([key, value]) => metadata.labels?.[key] === value),
    )
    .flatMap((pod) => faultsOf(pod).map((fault) => `[Pod ${namespace}/${pod.metadata.name}]: ${fault}`));
}

function faultsOf(pod: Live): string[] {
  const status = (pod["status"] ?? {}) as PodStatus;
  const unscheduled = (status.conditions ?? [])
    .filter(({ type, status: holds }) => type === "PodScheduled" && holds === "False")
    .map(({ reason, message }) => `[${reason}] ${message}`);
  const containers = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])]
    .filter(({ ready }) => !ready)
    .flatMap(({ name, state }) => {
      const { reason, message } = state?.waiting ?? state?.terminated ?? {};
      if (!reason || reason === "Completed" || reason === "PodInitializing") return [];
      return [`container ${name}: [${reason}] ${message ?? ""}`.trim()];
    });
  return [...unscheduled, ...containers];
}
