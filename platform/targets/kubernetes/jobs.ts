/** Jobs that were declared, their pods, and whether they have ended. */
import { setTimeout as sleep } from "node:timers/promises";

import type { V1Job, V1Pod } from "@kubernetes/client-node";

import { type Cluster, find } from "./cluster.ts";
import { selectorOf } from "./names.ts";

/** A run by hand says so, and counts for nothing. */
export const byHand = "andamio/by-hand";

export async function listJobs(
  unit: string,
  environment: string,
  { batch, namespace }: Cluster,
): Promise<V1Job[]> {
  const labels = Object.entries(selectorOf(unit, environment)).map((label) => label.join("="));
  const labelSelector = [...labels, `!${byHand}`].join(",");
  return (await batch.listNamespacedJob({ namespace, labelSelector })).items;
}

/** The newest first. */
export async function listPodsOf(job: string, { core, namespace }: Cluster): Promise<V1Pod[]> {
  const labelSelector = `batch.kubernetes.io/job-name=${job}`;
  const { items } = await core.listNamespacedPod({ namespace, labelSelector });
  return items.toSorted((a, b) => bornAt(b) - bornAt(a));
}

export function hasEnded({ status }: V1Job): "Complete" | "Failed" | undefined {
  const ends = ["Complete", "Failed"] as const;
  return ends.find((end) => status?.conditions?.some(({ type, status: is }) => type === end && is === "True"));
}

/** Until it is gone, with its pods. */
export async function removeJob(name: string, { batch, namespace }: Cluster): Promise<void> {
  const propagationPolicy = "Foreground";
  await find(batch.deleteNamespacedJob({ name, namespace, propagationPolicy }));
  while (await find(batch.readNamespacedJob({ name, namespace }))) await sleep(300);
}

function bornAt({ metadata }: V1Pod): number {
  return new Date(metadata?.creationTimestamp ?? 0).getTime();
}
