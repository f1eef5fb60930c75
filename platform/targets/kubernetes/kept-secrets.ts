/** Generated secrets, each in a Secret of its own that outlives the stack. */
import type { KeptSecrets } from "../operations.ts";
import { type Cluster, find } from "./cluster.ts";
import type { Here } from "./environment.ts";

export async function readKept(
  name: string,
  { core, namespace }: Cluster,
): Promise<string | undefined> {
  const found = await find(core.readNamespacedSecret({ name, namespace }));
  const value = found?.data?.["value"];
  return value === undefined ? undefined : Buffer.from(value, "base64").toString();
}

/** Of those that there are; who uses one learns of it at the next `up`. */
export function keepSecrets({ cluster }: Here): KeptSecrets {
  const { core, namespace } = cluster;
  return {
    read: (name) => readKept(name, cluster),
    async write(name, value) {
      const data = { value: Buffer.from(value).toString("base64") };
      const body = [{ op: "replace", path: "/data", value: data }];
      await core.patchNamespacedSecret({ name, namespace, body });
    },
  };
}
