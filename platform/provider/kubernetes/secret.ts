/** A secret: generated once and kept in a Secret of the cluster, or read from outside. */
import { randomBytes } from "node:crypto";

import { statusOf } from "../../targets/kubernetes/cluster.ts";
import { readKept } from "../../targets/kubernetes/kept-secrets.ts";
import type { Handler, Inputs, Outputs } from "../handler.ts";
import { clusterOf } from "./cluster.ts";

interface SecretInputs {
  bytes?: number;
  format?: "base64url" | "hex";
  labels?: Record<string, string>;
  /** What was read from outside. */
  value?: string;
}

export const secret: Handler = {
  secretOutputs: ["value"],

  async apply(name, inputs, before) {
    const { value } = inputs as SecretInputs;
    if (value !== undefined) return { value };
    const kept = await readKept(name, await clusterOf(inputs));
    return { value: kept ?? (await make(name, inputs, before)) };
  },

  async observe(name, state) {
    if (state["bytes"] === undefined) return undefined;
    const kept = await readKept(name, await clusterOf(state));
    if (kept === undefined) return "its Secret is gone";
    return kept === state["value"] ? undefined : "its Secret holds another value";
  },

  async remove() {
    // it opens data, so it lives as long as the data
  },
};

/** The state still knows it when only the Secret is gone: what it opens has the old value. */
async function make(name: string, inputs: Inputs, before?: Outputs): Promise<string> {
  const { bytes = 32, format = "base64url", labels } = inputs as SecretInputs;
  const value = (before?.["value"] as string | undefined) ?? randomBytes(bytes).toString(format);
  const cluster = await clusterOf(inputs);
  const { core, namespace } = cluster;
  const body = { metadata: { name, labels }, type: "Opaque", stringData: { value } };
  try {
    await core.createNamespacedSecret({ namespace, body });
    return value;
  } catch (error) {
    const other = statusOf(error) === 409 ? await readKept(name, cluster) : undefined;
    if (other === undefined) throw error;
    return other; // of two that make it at once, one wins
  }
}
