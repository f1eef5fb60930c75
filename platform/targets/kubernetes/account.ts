/** Who a pod is to the cluster: someone of its own, who may do nothing. */
import type { Context, Declaration } from "../target.ts";
import { declareObject, metadataOf } from "./object.ts";

export function account(name: string, context: Context): Declaration {
  return declareObject(
    `${name}-account`,
    {
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: metadataOf(name, context),
      automountServiceAccountToken: false,
    },
    context,
  );
}
