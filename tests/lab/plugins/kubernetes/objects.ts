/** Objects of a cluster as plain data: what of them is compared, and what of them is fixed. */
import { isRecord } from "../compare.ts";
import type { Props } from "../plugin.ts";

export interface Live extends Props {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    generation?: number;
    uid?: string;
    resourceVersion?: string;
    annotations?: Record<string, string>;
    labels?: Record<string, string>;
    [field: string]: unknown;
  };
}

/** What may not change in place, besides the name and the namespace. */
const fixed: Readonly<Record<string, readonly string[]>> = {
  "apps/v1/Deployment": ["spec.selector"],
  "apps/v1/DaemonSet": ["spec.selector"],
  "apps/v1/StatefulSet": [
    "spec.podManagementPolicy",
    "spec.revisionHistoryLimit",
    "spec.selector",
    "spec.serviceName",
    "spec.volumeClaimTemplates",
  ],
  "batch/v1/Job": ["spec.completions", "spec.parallelism", "spec.selector", "spec.template"],
  "v1/PersistentVolumeClaim": [
    "spec.accessModes",
    "spec.selector",
    "spec.storageClassName",
    "spec.volumeName",
  ],
  "v1/Service": ["spec.clusterIP"],
  "v1/Secret": ["type", "data", "stringData"],
  "v1/ConfigMap": ["data", "binaryData"],
  "rbac.authorization.k8s.io/v1/RoleBinding": ["roleRef"],
  "rbac.authorization.k8s.io/v1/ClusterRoleBinding": ["roleRef"],
  "storage.k8s.io/v1/StorageClass": ["parameters", "provisioner"],
};

export function isFixed(object: Live, path: string, mutable: readonly string[]): boolean {
  const kind = `${object.apiVersion}/${object.kind}`;
  const paths = mutable.includes(object.kind) ? [] : (fixed[kind] ?? []);
  return ["metadata.name", "metadata.namespace", ...paths].some(
    (one) => path === one || path.startsWith(`${one}.`) || path.startsWith(`${one}[`),
  );
}

/** As the server would store it: a Secret's `stringData` lands in `data`. */
export function normalize(inputs: Props): Live {
  const { stringData, ...object } = inputs;
  if (object["kind"] === "Secret" && isRecord(stringData)) {
    const encoded = Object.entries(stringData).map(([key, value]) => [
      key,
      Buffer.from(String(value)).toString("base64"),
    ]);
    object["data"] = { ...(object["data"] as Props), ...Object.fromEntries(encoded) };
  }
  return object as Live;
}

/** Of what is there, the fields that were asked for. */
export function prune(live: unknown, asked: unknown): unknown {
  if (Array.isArray(live) && Array.isArray(asked)) {
    return asked.slice(0, live.length).map((one, at) => prune(live[at], one));
  }
  if (!isRecord(live) || !isRecord(asked)) return live;
  const kept = Object.entries(live).filter(([key]) => key in asked);
  return Object.fromEntries(kept.map(([key, value]) => [key, prune(value, asked[key])]));
}

export function annotation({ metadata }: Live, name: string): string | undefined {
  return metadata.annotations?.[`pulumi.com/${name}`];
}
