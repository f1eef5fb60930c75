/** Whether what runs all the time runs as it was declared, and which pods are its newest. */
import type { V1ContainerStatus, V1Deployment, V1Pod, V1StatefulSet } from "@kubernetes/client-node";

import { type Cluster, find } from "./cluster.ts";

export type StandingKind = "Deployment" | "StatefulSet";
export type Standing = V1Deployment | V1StatefulSet;

export async function findStanding(
  kind: StandingKind,
  name: string,
  { apps, namespace }: Cluster,
): Promise<Standing | undefined> {
  return kind === "Deployment"
    ? find(apps.readNamespacedDeployment({ name, namespace }))
    : find(apps.readNamespacedStatefulSet({ name, namespace }));
}

/**
 * What is still missing of what it asks for, and of the fewest that are to run; `undefined` when
 * nothing is.
 */
export function describeMissing(of: Standing, fewest = 0): string | undefined {
  if (!isSeen(of)) return "the cluster has not seen it yet";
  return describeCounts(Math.max(wantedBy(of), fewest), of.status ?? {});
}

function describeCounts(
  wanted: number,
  { replicas = 0, updatedReplicas = 0, availableReplicas = 0 }: NonNullable<Standing["status"]>,
): string | undefined {
  if (updatedReplicas < wanted) return `${updatedReplicas} of ${wanted} are new`;
  if (replicas > wanted) return `${replicas - wanted} old ones are ending`;
  return availableReplicas < wanted ? `${availableReplicas} of ${wanted} are ready` : undefined;
}

export function wantedBy({ spec }: Standing): number {
  return spec?.replicas ?? 1;
}

function isSeen({ metadata, status }: Standing): boolean {
  return (status?.observedGeneration ?? 0) >= (metadata?.generation ?? 0);
}

export function isReady({ metadata, status }: V1Pod): boolean {
  const ready = status?.conditions?.find(({ type }) => type === "Ready");
  return ready?.status === "True" && metadata?.deletionTimestamp === undefined;
}

/** Whether its program has run, so that it may have said something. */
export function hasBegun(pod: V1Pod): boolean {
  const { running, terminated } = mainOf(pod)?.state ?? {};
  return running !== undefined || terminated !== undefined;
}

/** How its program fares. */
export function mainOf({ status }: V1Pod): V1ContainerStatus | undefined {
  return status?.containerStatuses?.[0]; // each pod has one, whatever runs before it
}

/** The name of its program's container, which it takes from its unit. */
export function containerOf({ spec }: V1Pod): string {
  return spec?.containers[0]?.name ?? "";
}

/** Pods of the newest version alone. */
export async function listNewestPods(of: Standing, cluster: Cluster): Promise<V1Pod[]> {
  const labels = Object.entries(of.spec?.selector.matchLabels ?? {});
  const labelSelector = labels.map((label) => label.join("=")).join(",");
  const { namespace } = cluster;
  const { items } = await cluster.core.listNamespacedPod({ namespace, labelSelector });
  const [label, hash] = await findRevision(of, labelSelector, cluster);
  const newest = items.filter(({ metadata }) => metadata?.labels?.[label] === hash);
  return newest.filter(({ metadata }) => metadata?.deletionTimestamp === undefined);
}

async function findRevision(
  { metadata, status }: Standing,
  labelSelector: string,
  { apps, namespace }: Cluster,
): Promise<[string, string | undefined]> {
  if (status && "updateRevision" in status) {
    return ["controller-revision-hash", status.updateRevision];
  }
  const { items } = await apps.listNamespacedReplicaSet({ namespace, labelSelector });
  const key = "deployment.kubernetes.io/revision";
  const current = metadata?.annotations?.[key];
  const newest = items.find((one) => one.metadata?.annotations?.[key] === current);
  return ["pod-template-hash", newest?.metadata?.labels?.["pod-template-hash"]];
}
