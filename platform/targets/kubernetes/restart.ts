/** Restarts components as a new version would come: one pod after the other, none too few. */
import { setTimeout as sleep } from "node:timers/promises";

import { PlatformError } from "../../errors.ts";
import { checkThere, componentOf, type Here, ownedBy } from "./environment.ts";
import { describeMissing, findStanding, type Standing, type StandingKind } from "./readiness.ts";

/** All components when none is named. Throws `component_unknown` for one that has no pod. */
export async function restartComponents(here: Here, components: readonly string[]): Promise<void> {
  for (const one of await listNamed(here, components)) await restart(one, here);
}

/** What runs all the time. Throws `component_unknown` for a component that has nothing of it. */
export async function listNamed(here: Here, components: readonly string[]): Promise<Named[]> {
  await checkThere(here);
  const all = await listStanding(here);
  const unknown = components.find((name) => !all.some(({ component }) => component === name));
  if (unknown !== undefined) {
    throw new PlatformError("component_unknown", `${unknown} has no pod`, {
      hint: `andamio status ${here.name}`,
    });
  }
  return all.filter(({ component }) => components.length === 0 || components.includes(component));
}

export interface Named {
  kind: StandingKind;
  name: string;
  component: string;
}

/** What is used before what uses it. */
async function listStanding({ name, cluster: { apps, namespace } }: Here): Promise<Named[]> {
  const wanted = { namespace, labelSelector: ownedBy(name) };
  const sets = await apps.listNamespacedStatefulSet(wanted);
  const deployments = await apps.listNamespacedDeployment(wanted);
  const describe = (kind: StandingKind, one: Standing): Named => {
    return { kind, name: one.metadata?.name ?? "", component: componentOf(one) ?? "" };
  };
  return [
    ...sets.items.map((one) => describe("StatefulSet", one)),
    ...deployments.items.map((one) => describe("Deployment", one)),
  ];
}

async function restart({ kind, name }: Named, { cluster }: Here): Promise<void> {
  const { apps, namespace } = cluster;
  const before = await findStanding(kind, name, cluster);
  const annotations = before?.spec?.template.metadata?.annotations;
  const value = { ...annotations, "andamio/restarted-at": new Date().toISOString() };
  const body = [{ op: "add", path: "/spec/template/metadata/annotations", value }];
  if (kind === "Deployment") await apps.patchNamespacedDeployment({ namespace, name, body });
  else await apps.patchNamespacedStatefulSet({ namespace, name, body });
  for (;; await sleep(500)) {
    const found = await findStanding(kind, name, cluster);
    if (!found || describeMissing(found) === undefined) return;
  }
}
