/** Tells why a version does not run, as soon as its pods show it. */
import type { V1Pod } from "@kubernetes/client-node";

import { PlatformError } from "../../errors.ts";
import type { Cluster } from "../../targets/kubernetes/cluster.ts";
import {
  findPodFault,
  findSaid,
  findUnplaced,
  type PodFault,
  readLastLines,
} from "../../targets/kubernetes/pod-faults.ts";
import { isReady, listNewestPods, mainOf, type Standing } from "../../targets/kubernetes/readiness.ts";

/** Throws `start_failed`. `patienceSeconds` is how long one pod may take to get ready. */
export async function refuseBroken(
  name: string,
  found: Standing,
  patienceSeconds: number,
  cluster: Cluster,
  environment: string,
): Promise<void> {
  const refused = refusalOf(found);
  if (refused !== undefined) throw failed(name, refused, environment);
  for (const pod of await listNewestPods(found, cluster)) {
    const fault = findPodFault(pod);
    const isBroken = fault?.final || isLate(pod, patienceSeconds);
    if (isBroken) throw await tell(name, fault?.what, pod, cluster, environment);
  }
}

/** The namespace may allow no such pod, or no more of them. */
function refusalOf({ status }: Standing): string | undefined {
  const refused = status?.conditions?.find(({ type }) => type === "ReplicaFailure");
  return refused?.status === "True" ? (refused.message ?? "its pods are refused") : undefined;
}

/** How long a node may take to come. */
const placingSeconds = 300;

/** Why no node takes the pod, once one has had time to come. */
export function findLate(pod: V1Pod): PodFault | undefined {
  const isOld = isOver(pod.metadata?.creationTimestamp, placingSeconds);
  return isOld ? findUnplaced(pod) : undefined;
}

/** It counts from when its program first ran: an image may take its time to come. */
function isLate(pod: V1Pod, patienceSeconds: number): boolean {
  if (isReady(pod)) return false;
  const began = beganAt(pod);
  if (began !== undefined) return isOver(began, patienceSeconds);
  return findLate(pod) !== undefined;
}

function beganAt(pod: V1Pod): Date | undefined {
  const { state, lastState } = mainOf(pod) ?? {};
  return lastState?.terminated?.startedAt ?? state?.running?.startedAt;
}

export function isOver(since: Date | undefined, seconds: number): boolean {
  return since !== undefined && Date.now() - new Date(since).getTime() > seconds * 1000;
}

/** What is not known of the pod itself its probe may have said. */
async function tell(
  name: string,
  known: string | undefined,
  pod: V1Pod,
  cluster: Cluster,
  environment: string,
): Promise<PlatformError> {
  const asked = known ?? (await findSaid(pod.metadata?.name ?? "", "Unhealthy", cluster));
  const what = asked || "it does not get ready";
  const lines = await readLastLines(pod, cluster);
  return failed(name, lines === "" ? what : `${what}\n${lines}`, environment);
}

export function failed(name: string, what: string, environment: string): PlatformError {
  return new PlatformError("start_failed", `${name} did not start: ${what}`, {
    hint: `andamio logs ${environment} ${name}`,
  });
}
