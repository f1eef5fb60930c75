/** Stands in for the official plugin of Kubernetes: server-side apply, and waits as that does. */
import { randomBytes } from "node:crypto";

import { compare } from "../compare.ts";
import { type Asked, NotReady, type Plugin, type Props, unknown } from "../plugin.ts";
import { serve } from "../serve.ts";
import { awaitGone, awaitReady } from "./await.ts";
import { type Cluster, ClusterError, openCluster } from "./cluster.ts";
import { annotation, isFixed, type Live, normalize, prune } from "./objects.ts";

const managerKey = "__fieldManager";
let cluster: Cluster;
let mutable: readonly string[] = [];

const kubernetes: Plugin = {
  async configure(config) {
    cluster = openCluster(config);
    mutable = [
      ...(config["enableSecretMutable"] === true ? ["Secret"] : []),
      ...(config["enableConfigMapMutable"] === true ? ["ConfigMap"] : []),
    ];
  },

  async check({ inputs, name, oldInputs }) {
    const metadata = (inputs["metadata"] ?? {}) as Props;
    const given = metadata["name"] ?? (oldInputs["metadata"] as Props | undefined)?.["name"];
    const kept = given ?? `${name}-${randomBytes(4).toString("hex")}`;
    return { ...inputs, metadata: { ...metadata, name: kept } };
  },

  async diff({ inputs, oldInputs, state, ignored }) {
    const asked = placed(normalize(inputs));
    const there = placed(prune(state, normalize(oldInputs)) as Live);
    const changes = compare(there, asked)
      .filter(({ path }) => !ignored.some((one) => path === one || path.startsWith(`${one}.`)))
      .map((one) => ({ ...one, replaces: isFixed(asked, one.path, mutable) }));
    const same =
      there.metadata.name === asked.metadata.name &&
      there.metadata.namespace === asked.metadata.namespace;
    return { changes, deleteBeforeReplace: same && changes.some(({ replaces }) => replaces) };
  },

  create: (asked) => apply(asked, `pulumi-kubernetes-${randomBytes(4).toString("hex")}`),

  update: (asked) => apply(asked, String(asked.state[managerKey])),

  async read({ id, inputs, state }) {
    const live = await cluster.get(placed((state["metadata"] ? state : inputs) as Live));
    if (!live) return undefined;
    const found = prune(live, normalize(inputs)) as Props;
    return { id, state: stateOf(live, String(state[managerKey])), inputs: found };
  },

  async remove({ state, timeoutSeconds }) {
    const live = placed(state as Live);
    await cluster.remove(live);
    await awaitGone(live, cluster, timeoutSeconds);
  },
};

async function apply({ inputs, preview, timeoutSeconds }: Asked, manager: string) {
  const asked = placed(normalize(inputs));
  if (preview) return await tryOut(asked, inputs, manager);
  const force = annotation(asked, "patchForce") === "true";
  const live = await cluster.apply(asked, { manager, dryRun: false, force });
  try {
    const ready = await awaitReady(live, cluster, timeoutSeconds);
    return { id: idOf(ready), state: stateOf(ready, manager) };
  } catch (error) {
    const now = (await cluster.get(live)) ?? live;
    throw new NotReady(
      `${live.kind} ${idOf(live)} is there, but not as it should be: ${(error as Error).message}`,
      { id: idOf(now), state: stateOf(now, manager) },
    );
  }
}

/** What the server would make of it, where that can be told before the rest is there. */
async function tryOut(asked: Live, inputs: Props, manager: string) {
  if (JSON.stringify(asked).includes(unknown)) return { id: "", state: inputs };
  try {
    const how = { manager, dryRun: true, force: true };
    const { status: _, ...live } = await cluster.apply(asked, how);
    return { id: "", state: stateOf(live as Live, manager) };
  } catch (error) {
    const { code, message } = error as ClusterError;
    const later = code === 404 || code === 403 || /immutable/.test(message);
    if (error instanceof ClusterError && !later && code !== undefined) throw error;
    return { id: "", state: inputs };
  }
}

const clusterWide = /^(Namespace|PersistentVolume|StorageClass|IngressClass|PriorityClass|Cluster\w+|CustomResourceDefinition)$/;

function placed(object: Live): Live {
  const { namespace, ...metadata } = object.metadata ?? { name: "" };
  if (clusterWide.test(object.kind)) return { ...object, metadata };
  return { ...object, metadata: { ...metadata, namespace: namespace ?? cluster.namespace } };
}

function stateOf(live: Live, manager: string): Props {
  return { ...live, [managerKey]: manager };
}

function idOf({ metadata: { namespace, name } }: Live): string {
  return namespace ? `${namespace}/${name}` : name;
}

await serve("kubernetes", "4.28.0", kubernetes);
