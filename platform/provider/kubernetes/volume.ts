/** Which data a claim holds: another claim of the same name is other data. */
import { find } from "../../targets/kubernetes/cluster.ts";
import { foreseeIdentity } from "../foresee-identity.ts";
import type { Handler, Inputs } from "../handler.ts";
import { unknown } from "../values.ts";
import { clusterOf } from "./cluster.ts";

export const volume: Handler = {
  foresee: async (_name, inputs, before) => {
    const isSame = (before?.["asked"] as Inputs | undefined)?.["claim"] === inputs["claim"];
    return { identity: isSame ? foreseeIdentity(before) : unknown };
  },

  apply: async (_name, inputs) => ({ identity: await identify(inputs) }),

  async observe(_name, state) {
    const found = await identify(state);
    if (found === undefined) return "its claim is gone";
    return found === state["identity"] ? undefined : "it holds other data";
  },

  async remove() {
    // data stays
  },
};

async function identify(inputs: Readonly<Record<string, unknown>>): Promise<string | undefined> {
  const { core, namespace } = await clusterOf(inputs);
  const name = String(inputs["claim"]);
  const claim = await find(core.readNamespacedPersistentVolumeClaim({ name, namespace }));
  return claim?.metadata?.uid;
}
