/** A cluster of this machine with a registry, whose API server is asked what there is. */
import { startRegistry } from "../images/registry-server.ts";
import type { KubernetesLab } from "../lab/kubernetes.ts";
import type { Place } from "./place.ts";

export async function openKubernetesPlace(lab: KubernetesLab, namespace: string): Promise<Place> {
  const mine = { namespace, labelSelector: `app.kubernetes.io/instance=${namespace}` };
  await lab.clean(namespace);
  const registry = await startRegistry();
  const { username, password } = registry.registries[registry.host]!;
  return {
    target: "kubernetes",
    settings: {
      kubernetes: { context: lab.context, namespace },
      registries: { [registry.host]: { username, password: "${registry.value}" } },
    },
    image: (name) => ({ repository: `${registry.host}/${namespace}-${name}` }),
    components: { registry: { kind: "Secret", from: { variable: "LAB_REGISTRY" } } },
    variables: { ...lab.variables, LAB_REGISTRY: password },
    async findRunning() {
      const { items } = await lab.core.listNamespacedPod(mine);
      const standing = items.filter(({ metadata, status }) => {
        const [owner] = metadata?.ownerReferences ?? [];
        return status?.phase === "Running" && metadata?.deletionTimestamp === undefined
          && ["ReplicaSet", "StatefulSet"].includes(owner?.kind ?? "");
      });
      const by = Object.groupBy(standing, ({ metadata }) =>
        metadata?.labels?.["app.kubernetes.io/component"] ?? "");
      return Object.fromEntries(Object.entries(by).map(([component, all = []]) =>
        [component, all.map(({ metadata }) => metadata!.uid!).sort()]));
    },
    async findVolumes() {
      const { items } = await lab.core.listNamespacedPersistentVolumeClaim({ namespace });
      const there = items.filter(({ metadata }) => metadata?.deletionTimestamp === undefined);
      const names = there.map(({ metadata }) => metadata!.name!).sort();
      const bound = (await lab.core.listPersistentVolume()).items.map(({ spec }) => spec!);
      const folderOf = (name: string) => bound.find(({ claimRef }) =>
        claimRef?.namespace === namespace && claimRef.name === name)?.hostPath?.path;
      return Object.fromEntries(names.map((name) => [name, folderOf(name)]));
    },
    async close() {
      await lab.clean(namespace);
      await registry[Symbol.asyncDispose]();
    },
  };
}
