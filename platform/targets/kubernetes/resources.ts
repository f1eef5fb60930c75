/** The Pulumi classes of objects of a cluster, each loaded alone: all of them take seconds. */
import { createRequire } from "node:module";

import * as pulumi from "@pulumi/pulumi";

const load = createRequire(import.meta.url);

/** `kubernetes:apps/v1:Deployment` and `pulumi:providers:kubernetes`. */
export function resourceClass(type: string): unknown {
  const [, place = "", kind = ""] = type.split(":");
  if (place === "providers") return Provider;
  const path = `${folderOf(place)}/${fileOf(kind)}.js`;
  return (load(`@pulumi/kubernetes/${path}`) as Record<string, unknown>)[kind];
}

/**
 * The package's own class would put the path of this machine's kubeconfig into the state, and
 * another machine would go on with it.
 */
class Provider extends pulumi.ProviderResource {
  constructor(name: string, props: Record<string, unknown>, options: pulumi.ResourceOptions) {
    const { version } = load("@pulumi/kubernetes/package.json") as { version: string };
    super("kubernetes", name, props, { ...options, version });
  }
}

/** `networking.k8s.io/v1` lies in `networking/v1`. */
function folderOf(place: string): string {
  return place.replace(/^([a-z]+)[^/]*/, "$1");
}

function fileOf(kind: string): string {
  return `${kind[0]!.toLowerCase()}${kind.slice(1)}`;
}
