/** When an object is as it should be, for the kinds that the official plugin waits for. */
import type { Cluster } from "./cluster.ts";
import type { Live } from "./objects.ts";

/** What is still missing; `undefined` when nothing is. */
export type Missing = string | undefined;

interface Status {
  observedGeneration?: number;
  replicas?: number;
  readyReplicas?: number;
  updatedReplicas?: number;
  availableReplicas?: number;
  currentRevision?: string;
  updateRevision?: string;
  phase?: string;
  succeeded?: number;
  conditions?: { type: string; status: string; reason?: string; message?: string }[];
  loadBalancer?: { ingress?: unknown[] };
}

/** A Job that has failed will not mend itself. */
export class Failed extends Error {}

export const readiness: Readonly<
  Record<string, (live: Live, cluster: Cluster) => Missing | Promise<Missing>>
> = {
  "apps/v1/Deployment": deployment,
  "apps/v1/StatefulSet": statefulSet,
  "apps/v1/DaemonSet": daemonSet,
  "batch/v1/Job": job,
  "v1/Pod": (live) => (hasCondition(live, "Ready") ? undefined : "the pod is not ready"),
  "v1/Service": service,
  "v1/PersistentVolumeClaim": claim,
  "networking.k8s.io/v1/Ingress": (live) =>
    statusOf(live).loadBalancer?.ingress?.length
      ? undefined
      : "no controller has given the Ingress an address",
};

function deployment(live: Live): Missing {
  const wanted = replicasOf(live);
  const { replicas = 0, updatedReplicas = 0, readyReplicas = 0 } = statusOf(live);
  if (isStale(live)) return "the controller has not seen the change";
  if (updatedReplicas < wanted) return `${updatedReplicas} of ${wanted} pods are new`;
  if (readyReplicas < wanted) return `${readyReplicas} of ${wanted} pods are ready`;
  if (replicas > wanted) return `${replicas - wanted} old pods are ending`;
  return hasCondition(live, "Available") ? undefined : "the Deployment is not available";
}

function statefulSet(live: Live): Missing {
  const wanted = replicasOf(live);
  const { updatedReplicas = 0, readyReplicas = 0, currentRevision, updateRevision } =
    statusOf(live);
  if (isStale(live)) return "the controller has not seen the change";
  if (readyReplicas < wanted) return `${readyReplicas} of ${wanted} pods are ready`;
  if (currentRevision !== updateRevision && updatedReplicas < wanted) {
    return `${updatedReplicas} of ${wanted} pods are new`;
  }
  return undefined;
}

function daemonSet(live: Live): Missing {
  const status = live["status"] as { desiredNumberScheduled?: number; numberReady?: number };
  const { desiredNumberScheduled: wanted = 0, numberReady = 0 } = status ?? {};
  if (isStale(live)) return "the controller has not seen the change";
  return numberReady < wanted ? `${numberReady} of ${wanted} pods are ready` : undefined;
}

function job(live: Live): Missing {
  const failed = statusOf(live).conditions?.find(
    ({ type, status }) => type === "Failed" && status === "True",
  );
  if (failed) throw new Failed(`the Job has failed: [${failed.reason}] ${failed.message}`);
  return hasCondition(live, "Complete") ? undefined : "the Job has not ended";
}

/** A Service without a selector, or without an address of its own, has nothing to wait for. */
async function service(live: Live, cluster: Cluster): Promise<Missing> {
  const spec = live["spec"] as { clusterIP?: string; type?: string; selector?: object };
  if (spec.type === "ExternalName" || spec.clusterIP === "None" || !spec.selector) return undefined;
  const slices = await cluster.list(
    { apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice" },
    live.metadata.namespace!,
  );
  const ready = slices
    .filter(({ metadata }) => metadata.labels?.["kubernetes.io/service-name"] === live.metadata.name)
    .flatMap((slice) => (slice["endpoints"] ?? []) as { conditions?: { ready?: boolean } }[])
    .some(({ conditions }) => conditions?.ready !== false);
  return ready ? undefined : "no ready pod stands behind the Service";
}

/** A claim of a class that waits for its first pod stays pending until there is one. */
async function claim(live: Live, cluster: Cluster): Promise<Missing> {
  if (statusOf(live).phase === "Bound") return undefined;
  const { storageClassName } = live["spec"] as { storageClassName?: string };
  const [storage] = (
    await cluster.list({ apiVersion: "storage.k8s.io/v1", kind: "StorageClass" }, "")
  ).filter(({ metadata }) => metadata.name === storageClassName);
  return storage?.["volumeBindingMode"] === "WaitForFirstConsumer"
    ? undefined
    : "the claim is not bound";
}

function replicasOf(live: Live): number {
  return (live["spec"] as { replicas?: number }).replicas ?? 1;
}

function isStale(live: Live): boolean {
  return (statusOf(live).observedGeneration ?? 0) < (live.metadata.generation ?? 0);
}

function hasCondition(live: Live, type: string): boolean {
  return statusOf(live).conditions?.some((one) => one.type === type && one.status === "True") ?? false;
}

function statusOf(live: Live): Status {
  return (live["status"] ?? {}) as Status;
}
