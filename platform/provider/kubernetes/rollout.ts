/**
 * That what runs all the time does run, as it was last declared: waits for it, and tells why not as
 * soon as a pod shows it. Whatever ran before goes on until then.
 */
import { setTimeout as sleep } from "node:timers/promises";

import type { V1Pod } from "@kubernetes/client-node";

import { PlatformError } from "../../errors.ts";
import type { Cluster } from "../../targets/kubernetes/cluster.ts";
import { findPodFault, findProbeFault, readLastLines } from "../../targets/kubernetes/pod-faults.ts";
import {
  describeMissing,
  findStanding,
  isReady,
  listNewestPods,
  mainOf,
  type Standing,
  type StandingKind,
} from "../../targets/kubernetes/readiness.ts";
import type { Handler } from "../handler.ts";
import { clusterOf } from "./cluster.ts";

interface RolloutInputs {
  kind: StandingKind;
  name: string;
  /** The fewest that run. */
  replicas: number;
  /** How long one pod may take to get ready. */
  patienceSeconds: number;
}

const pauseMs = 400;
const limitMs = 900_000;

export const rollout: Handler = {
  async apply(name, inputs) {
    const cluster = await clusterOf(inputs);
    const wanted = inputs as unknown as RolloutInputs;
    for (const start = Date.now(); ; await sleep(pauseMs)) {
      const found = await findStanding(wanted.kind, wanted.name, cluster);
      if (!found) throw failed(name, "it is gone");
      await wake(found, wanted, cluster);
      const missing = describeMissing(found);
      if (missing === undefined) return {};
      await refuseBroken(name, found, wanted, cluster);
      if (Date.now() - start > limitMs) throw failed(name, missing);
    }
  },

  async observe(_name, state) {
    const { kind, name, replicas } = state as unknown as RolloutInputs;
    const found = await findStanding(kind, name, await clusterOf(state));
    if (!found) return "it is gone";
    return found.spec?.replicas === 0 && replicas > 0 ? "it is stopped" : describeMissing(found);
  },

  async remove() {
    // what runs is removed by itself
  },
};

/** What was stopped and is scaled by its load does not start by itself. */
async function wake(
  { spec }: Standing,
  { kind, name, replicas }: RolloutInputs,
  { apps, namespace }: Cluster,
): Promise<void> {
  if (spec?.replicas !== 0 || replicas === 0 || kind !== "Deployment") return;
  const body = { metadata: { name, namespace }, spec: { replicas } };
  await apps.replaceNamespacedDeploymentScale({ name, namespace, body });
}

async function refuseBroken(
  name: string,
  found: Standing,
  { patienceSeconds }: RolloutInputs,
  cluster: Cluster,
): Promise<void> {
  const refused = refusalOf(found);
  if (refused !== undefined) throw failed(name, refused);
  for (const pod of await listNewestPods(found, cluster)) {
    const fault = findPodFault(pod);
    const isBroken = fault?.final || isLate(pod, patienceSeconds);
    if (isBroken) throw await tell(name, fault?.what, pod, cluster);
  }
}

/** The namespace may allow no such pod, or no more of them. */
function refusalOf({ status }: Standing): string | undefined {
  const refused = status?.conditions?.find(({ type }) => type === "ReplicaFailure");
  return refused?.status === "True" ? (refused.message ?? "its pods are refused") : undefined;
}

/** It counts from when its program first ran: an image may take its time to come. */
function isLate(pod: V1Pod, patienceSeconds: number): boolean {
  const { state, lastState } = mainOf(pod) ?? {};
  const began = lastState?.terminated?.startedAt ?? state?.running?.startedAt;
  if (isReady(pod) || began === undefined) return false;
  return Date.now() - new Date(began).getTime() > patienceSeconds * 1000;
}

/** What is not known of the pod itself its probe may have said. */
async function tell(
  name: string,
  known: string | undefined,
  pod: V1Pod,
  cluster: Cluster,
): Promise<PlatformError> {
  const asked = known ?? (await findProbeFault(pod.metadata?.name ?? "", cluster));
  const what = asked || "it does not get ready";
  const lines = await readLastLines(pod, cluster);
  return failed(name, lines === "" ? what : `${what}; it said:\n${lines}`);
}

function failed(name: string, what: string): PlatformError {
  return new PlatformError("start_failed", `${name} did not start: ${what}`, {
    hint: `andamio logs ENV ${name}; what ran before goes on running`,
  });
}
