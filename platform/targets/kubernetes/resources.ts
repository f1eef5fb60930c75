/** The Pulumi classes of objects of a cluster, each loaded alone: all of them take seconds. */
import { createRequire } from "node:module";

import type * as pulumi from "@pulumi/pulumi";

const load = createRequire(import.meta.url);

/** `kubernetes:apps/v1:Deployment` and `pulumi:providers:kubernetes`. */
export function resourceClass(type: string): typeof pulumi.CustomResource {
  const [, place = "", kind = ""] = type.split(":");
  const isProvider = place === "providers";
  const path = isProvider ? "provider.js" : `${folderOf(place)}/${fileOf(kind)}.js`;
  const found = load(`@pulumi/kubernetes/${path}`) as Record<string, typeof pulumi.CustomResource>;
  return found[isProvider ? "Provider" : kind]!;
}

/** `networking.k8s.io/v1` lies in `networking/v1`. */
function folderOf(place: string): string {
  return place.replace(/^([a-z]+)[^/]*/, "$1");
}

function fileOf(kind: string): string {
  return `${kind[0]!.toLowerCase()}${kind.slice(1)}`;
}
