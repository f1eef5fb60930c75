/** Stops everything of an environment and keeps everything: no replicas, no schedules. */
import { setTimeout as sleep } from "node:timers/promises";

import { checkThere, type Here, ownedBy } from "./environment.ts";
import { hasEnded, removeJob } from "./jobs.ts";

export async function stopAll(here: Here): Promise<void> {
  await checkThere(here);
  const { apps, batch, namespace } = here.cluster;
  const wanted = { namespace, labelSelector: ownedBy(here.name) };
  for (const { metadata, spec } of (await batch.listNamespacedCronJob(wanted)).items) {
    if (!metadata || !spec || spec.suspend) continue;
    const body = [{ op: "replace", path: "/spec/suspend", value: true }];
    await batch.patchNamespacedCronJob({ namespace, name: metadata.name!, body });
  }
  // one that has not ended runs again at the next up
  const jobs = (await batch.listNamespacedJob(wanted)).items.filter((job) => !hasEnded(job));
  for (const name of namesOf({ items: jobs })) await removeJob(name, here.cluster);
  const body = (name: string) => ({ metadata: { name, namespace }, spec: { replicas: 0 } });
  // programs before what they use
  for (const name of namesOf(await apps.listNamespacedDeployment(wanted))) {
    await apps.replaceNamespacedDeploymentScale({ namespace, name, body: body(name) });
  }
  await awaitNoPods(here, "pod-template-hash");
  for (const name of namesOf(await apps.listNamespacedStatefulSet(wanted))) {
    await apps.replaceNamespacedStatefulSetScale({ namespace, name, body: body(name) });
  }
  await awaitNoPods(here);
}

function namesOf({ items }: { items: { metadata?: { name?: string } }[] }): string[] {
  return items.flatMap(({ metadata }) => metadata?.name ?? []);
}

/** Each pod ends within its own time of grace. */
export async function awaitNoPods({ name, cluster }: Here, more?: string): Promise<void> {
  const labelSelector = [ownedBy(name), ...(more ? [more] : [])].join(",");
  const { core, namespace } = cluster;
  for (;; await sleep(500)) {
    const { items } = await core.listNamespacedPod({ namespace, labelSelector });
    if (!items.some(({ status }) => status?.phase === "Running" || status?.phase === "Pending")) return;
  }
}
