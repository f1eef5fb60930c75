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

/**
 * What replaces an object when it changes, besides the name and the namespace, of every kind that
 * is declared: `forceNew` of pulumi-kubernetes v4.28.0, provider/pkg/provider/diff.go:45. What the
 * cluster has is read back as far as it was configured (provider.go:1999, `pruneLiveState`), so
 * defaults of the cluster are no difference.
 */
export const fixed: Readonly<Record<string, readonly string[]>> = {
  "apps/v1/Deployment": ["spec.selector"], // diff.go:171
  "apps/v1/DaemonSet": ["spec.selector"], // diff.go:164
  // diff.go:196
  "apps/v1/StatefulSet": [
    "spec.podManagementPolicy",
    "spec.revisionHistoryLimit",
    "spec.selector",
    "spec.serviceName",
    "spec.volumeClaimTemplates",
  ],
  // diff.go:178
  "batch/v1/Job": ["spec.completions", "spec.parallelism", "spec.selector", "spec.template"],
  // diff.go:111
  "v1/PersistentVolumeClaim": [
    "spec.accessModes",
    "spec.selector",
    "spec.storageClassName",
    "spec.volumeName",
  ],
  "v1/Service": ["spec.clusterIP"], // diff.go:158
  "v1/Secret": ["type"], // diff.go:155
  "rbac.authorization.k8s.io/v1/RoleBinding": ["roleRef"], // diff.go:192
  "rbac.authorization.k8s.io/v1/ClusterRoleBinding": ["roleRef"],
  "storage.k8s.io/v1/StorageClass": ["parameters", "provisioner"], // diff.go:72
  // not in its table: all else of them changes in place
  "autoscaling/v2/HorizontalPodAutoscaler": [],
  "batch/v1/CronJob": [],
  "networking.k8s.io/v1/Ingress": [],
  "networking.k8s.io/v1/NetworkPolicy": [],
  "policy/v1/PodDisruptionBudget": [],
  "v1/ConfigMap": [],
  "v1/Namespace": [],
  "v1/ServiceAccount": [],
};

/** diff.go:28: content is fixed unless the provider is configured otherwise, or it is immutable. */
const content: Readonly<Record<string, readonly string[]>> = {
  "v1/Secret": ["type", "stringData", "data"],
  "v1/ConfigMap": ["binaryData", "data"],
};

export function isFixed(object: Live, path: string, mutable: readonly string[]): boolean {
  const kind = `${object.apiVersion}/${object.kind}`;
  const isMutable = mutable.includes(object.kind) && object["immutable"] !== true;
  const paths = (isMutable ? undefined : content[kind]) ?? fixed[kind];
  if (!paths) throw new Error(`the stand-in has no statement about ${kind}`);
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
