/** Every example on a real cluster, whose API server is asked what there is. */
import { type RegistryServer, startRegistry } from "../images/registry-server.ts";
import { onKubernetes } from "../lab/lab.ts";
import { conform } from "./conform.ts";

const namespace = "conform";
const mine = { namespace, labelSelector: `app.kubernetes.io/instance=${namespace}` };

onKubernetes("every example on kubernetes", (lab) => {
  let registry: RegistryServer;

  conform(async () => {
    await lab.clean(namespace);
    registry = await startRegistry();
    const { username, password } = registry.registries[registry.host]!;
    return {
      target: "kubernetes",
      settings: {
        kubernetes: { context: lab.context, namespace },
        registries: { [registry.host]: { username, password: "${registry.value}" } },
      },
      image: { repository: `${registry.host}/conform` },
      components: { registry: { kind: "Secret", from: { variable: "CONFORM_REGISTRY" } } },
      variables: { ...lab.variables, CONFORM_REGISTRY: password },
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
        return there.map(({ metadata }) => metadata!.name!).sort();
      },
      async close() {
        await lab.clean(namespace);
        await registry[Symbol.asyncDispose]();
      },
    };
  });
});
