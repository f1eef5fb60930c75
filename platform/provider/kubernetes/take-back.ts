/**
 * Brings back the version that was stopped to make room for one that does not run. Where versions
 * overlap, the one before never stopped.
 */
import type { V1Deployment, V1PodTemplateSpec, V1StatefulSet } from "@kubernetes/client-node";

import { type Cluster, find } from "../../targets/kubernetes/cluster.ts";
import type { Standing } from "../../targets/kubernetes/readiness.ts";

/** Whether there was such a version. */
export async function takeBack(of: Standing, cluster: Cluster): Promise<boolean> {
  const template = isSet(of) ? await findOfSet(of, cluster) : await findOfDeployment(of, cluster);
  if (!template) return false;
  const { apps, namespace } = cluster;
  const name = of.metadata?.name ?? "";
  const body = [{ op: "replace", path: "/spec/template", value: template }];
  if (isSet(of)) await apps.patchNamespacedStatefulSet({ namespace, name, body });
  else await apps.patchNamespacedDeployment({ namespace, name, body });
  return true;
}

function isSet(of: Standing): of is V1StatefulSet {
  return of.spec !== undefined && "serviceName" in of.spec;
}

type Template = V1PodTemplateSpec | undefined;

/** The revision that last ran whole. */
async function findOfSet(
  { status }: V1StatefulSet,
  { apps, namespace }: Cluster,
): Promise<Template> {
  const { currentRevision: name, updateRevision } = status ?? {};
  if (name === undefined || name === updateRevision) return undefined;
  const found = await find(apps.readNamespacedControllerRevision({ namespace, name }));
  const data = found?.data as { spec?: { template?: object } } | undefined;
  if (!data?.spec?.template) return undefined;
  const { $patch: _, ...template } = data.spec.template as V1PodTemplateSpec & { $patch?: string };
  return template;
}

const revision = "deployment.kubernetes.io/revision";

async function findOfDeployment(
  { metadata, spec }: V1Deployment,
  { apps, namespace }: Cluster,
): Promise<Template> {
  if (spec?.strategy?.type !== "Recreate") return undefined;
  const labels = Object.entries(spec.selector.matchLabels ?? {});
  const labelSelector = labels.map((label) => label.join("=")).join(",");
  const { items } = await apps.listNamespacedReplicaSet({ namespace, labelSelector });
  const current = revisionOf({ metadata });
  const earlier = items.filter((one) => revisionOf(one) < current);
  const template = earlier.toSorted((a, b) => revisionOf(b) - revisionOf(a))[0]?.spec?.template;
  if (!template) return undefined;
  const { "pod-template-hash": _, ...own } = template.metadata?.labels ?? {};
  return { ...template, metadata: { ...template.metadata, labels: own } };
}

function revisionOf({ metadata }: Pick<V1Deployment, "metadata">): number {
  return Number(metadata?.annotations?.[revision] ?? 0);
}
