/** Takes components away whatever state they are in, so that the next `up` makes them anew. */
import { setTimeout as sleep } from "node:timers/promises";

import { ownVolume } from "../values.ts";
import { find } from "./cluster.ts";
import type { Here } from "./environment.ts";
import { findStanding } from "./readiness.ts";
import { listNamed, type Named } from "./restart.ts";

export async function discardComponents(
  here: Here,
  components: readonly string[],
  { data }: { data: boolean },
): Promise<void> {
  for (const one of await listNamed(here, components)) await discard(one, here);
  if (data) for (const component of components) await removeClaim(ownVolume(component), here);
}

/** Until its pods are gone too. */
async function discard({ kind, name }: Named, { cluster }: Here): Promise<void> {
  const { apps, namespace } = cluster;
  const which = { namespace, name, propagationPolicy: "Foreground" };
  if (kind === "Deployment") await find(apps.deleteNamespacedDeployment(which));
  else await find(apps.deleteNamespacedStatefulSet(which));
  while (await findStanding(kind, name, cluster)) await sleep(200);
}

/** Until another may have its name. */
async function removeClaim(name: string, { cluster: { core, namespace } }: Here): Promise<void> {
  await find(core.deleteNamespacedPersistentVolumeClaim({ name, namespace }));
  const isThere = () => find(core.readNamespacedPersistentVolumeClaim({ name, namespace }));
  while (await isThere()) await sleep(200);
}
