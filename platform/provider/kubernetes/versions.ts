/**
 * Secrets and files whose names change with their content: of versions that no longer run they go
 * once those that follow do run, and never while something may still start with them.
 */
import { find } from "../../targets/kubernetes/cluster.ts";
import { ownedBy } from "../../targets/kubernetes/environment.ts";
import { versioned } from "../../targets/kubernetes/names.ts";
import type { Handler, Inputs } from "../handler.ts";
import { clusterOf } from "./cluster.ts";

export const versions: Handler = {
  async apply(_name, inputs) {
    await removeOthers(inputs);
    return {};
  },

  async observe(_name, state) {
    const { secrets, files } = await listOthers(state);
    return secrets.length + files.length > 0 ? "something of other versions is left" : undefined;
  },

  async remove(_name, state) {
    await removeOthers({ ...state, current: [] });
  },
};

async function removeOthers(inputs: Inputs): Promise<void> {
  const { core, namespace } = await clusterOf(inputs);
  const { secrets, files } = await listOthers(inputs);
  for (const name of secrets) await find(core.deleteNamespacedSecret({ name, namespace }));
  for (const name of files) await find(core.deleteNamespacedConfigMap({ name, namespace }));
}

async function listOthers(inputs: Inputs): Promise<{ secrets: string[]; files: string[] }> {
  const { core, namespace } = await clusterOf(inputs);
  const wanted = { namespace, labelSelector: `${ownedBy(inputs.environment)},${versioned}` };
  const current = new Set(inputs["current"] as string[]);
  const pick = ({ items }: { items: { metadata?: { name?: string } }[] }): string[] =>
    items.map(({ metadata }) => metadata?.name ?? "").filter((name) => !current.has(name));
  return {
    secrets: pick(await core.listNamespacedSecret(wanted)),
    files: pick(await core.listNamespacedConfigMap(wanted)),
  };
}
