/** Removes data and what opens it, once nothing runs any more. */
import { find } from "./cluster.ts";
import { type Here, ownedBy } from "./environment.ts";
import { awaitNoPods } from "./stop-all.ts";

export async function removeData(here: Here): Promise<void> {
  const { core, namespace } = here.cluster;
  if (!(await find(core.readNamespace({ name: namespace })))) return;
  await awaitNoPods(here);
  const all = { namespace, labelSelector: ownedBy(here.name) };
  await core.deleteCollectionNamespacedPersistentVolumeClaim(all);
  await core.deleteCollectionNamespacedSecret(all);
  await removeNamespace(here);
}

const notOurs = "app.kubernetes.io/managed-by!=andamio";

/** One that others use too is theirs as well. */
async function removeNamespace({ name, cluster: { core, namespace } }: Here): Promise<void> {
  const found = await find(core.readNamespace({ name: namespace }));
  if (found?.metadata?.labels?.["app.kubernetes.io/part-of"] !== name) return;
  const [pods, claims] = await Promise.all([
    core.listNamespacedPod({ namespace }),
    core.listNamespacedPersistentVolumeClaim({ namespace, labelSelector: notOurs }),
  ]);
  if (pods.items.length + claims.items.length > 0) return;
  await core.deleteNamespace({ name: namespace });
}
