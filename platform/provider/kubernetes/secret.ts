/** A secret: generated once and kept in a Secret of the cluster, or read from outside. */
import { statusOf } from "../../targets/kubernetes/cluster.ts";
import { readKept } from "../../targets/kubernetes/kept-secrets.ts";
import type { Handler, Inputs } from "../handler.ts";
import { foreseeSecret, type Generated, isWhole, keepSecret } from "../keep-secret.ts";
import { clusterOf } from "./cluster.ts";

interface SecretInputs extends Generated {
  labels?: Record<string, string>;
  /** What was read from outside. */
  value?: string;
}

export const secret: Handler = {
  secretOutputs: ["value"],

  async foresee(name, inputs, before) {
    const { value, labels: _, ...generated } = inputs as SecretInputs;
    if (value !== undefined) return { value };
    const kept = await readKept(name, await clusterOf(inputs));
    return { value: foreseeSecret(generated, kept, before) };
  },

  async apply(name, inputs, before) {
    const { value, labels: _, ...generated } = inputs as SecretInputs;
    if (value !== undefined) return { value };
    const cluster = await clusterOf(inputs);
    const kept = await readKept(name, cluster);
    const place = `the Secret ${name} in the namespace ${cluster.namespace}`;
    const removal = `kubectl delete secret ${name} -n ${cluster.namespace}`;
    const made = keepSecret(generated, { name, place, removal, value: kept }, before);
    return { value: kept === made ? kept : await write(name, inputs, made, kept) };
  },

  async observe(name, state) {
    if (state["bytes"] === undefined) return undefined;
    const kept = await readKept(name, await clusterOf(state));
    if (kept === undefined) return "its Secret is gone";
    if (!isWhole(kept, state as Generated, state)) return "its Secret was cut short";
    return kept === state["value"] ? undefined : "its Secret holds another value";
  },

  async remove() {
    // it opens data, so it lives as long as the data
  },
};

/** Into a new Secret, or over a value that was cut short. */
async function write(
  name: string,
  inputs: Inputs,
  value: string,
  kept: string | undefined,
): Promise<string> {
  const { labels } = inputs as SecretInputs;
  const cluster = await clusterOf(inputs);
  const { core, namespace } = cluster;
  const body = { metadata: { name, labels }, type: "Opaque", stringData: { value } };
  if (kept !== undefined) {
    await core.replaceNamespacedSecret({ name, namespace, body });
    return value;
  }
  try {
    await core.createNamespacedSecret({ namespace, body });
    return value;
  } catch (error) {
    const other = statusOf(error) === 409 ? await readKept(name, cluster) : undefined;
    if (other === undefined) throw error;
    return other; // of two that make it at once, one wins
  }
}
