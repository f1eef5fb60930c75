/**
 * A Job: done once for each key, which is in its name. One of an earlier key goes when the new one
 * is done.
 */
import { setTimeout as sleep } from "node:timers/promises";

import type { V1Job, V1Pod } from "@kubernetes/client-node";

import { PlatformError } from "../../errors.ts";
import { type Cluster, find, statusOf } from "../../targets/kubernetes/cluster.ts";
import { hasEnded, listJobs, listPodsOf, removeJob } from "../../targets/kubernetes/jobs.ts";
import { findPodFault, findSaid, readLastLines } from "../../targets/kubernetes/pod-faults.ts";
import type { Handler, Inputs } from "../handler.ts";
import { clusterOf } from "./cluster.ts";
import { findLate, isOver } from "./refuse-broken.ts";

const pauseMs = 400;
/** How long others may take to make room for its pod. */
const makingSeconds = 20;

export const job: Handler = {
  async apply(name, inputs) {
    const cluster = await clusterOf(inputs);
    const manifest = inputs["manifest"] as V1Job;
    const unit = manifest.metadata?.name ?? "";
    await start(unit, manifest, cluster);
    await awaitEnd(name, unit, cluster);
    for (const earlier of await listOthers(name, unit, inputs, cluster)) {
      await removeJob(earlier, cluster);
    }
    return { job: unit };
  },

  async observe(name, state) {
    const cluster = await clusterOf(state);
    const unit = String(state["job"]);
    const found = await findJob(unit, cluster);
    if (!found || hasEnded(found) !== "Complete") return "it has not run";
    const others = await listOthers(name, unit, state, cluster);
    // a try that failed, of a release that was taken back
    return others.length > 0 ? "a later try failed" : undefined;
  },

  async remove(name, state) {
    const cluster = await clusterOf(state);
    for (const one of await listOthers(name, "", state, cluster)) await removeJob(one, cluster);
  },
};

/** A run that outlived the engine is waited for, never started twice; one that failed goes. */
async function start(unit: string, manifest: V1Job, cluster: Cluster): Promise<void> {
  const found = await findJob(unit, cluster);
  if (found && hasEnded(found) !== "Failed") return;
  if (found) await removeJob(unit, cluster);
  const { batch, namespace } = cluster;
  try {
    await batch.createNamespacedJob({ namespace, body: manifest });
  } catch (error) {
    if (statusOf(error) !== 409) throw error; // else someone else was faster
  }
}

async function awaitEnd(name: string, unit: string, cluster: Cluster): Promise<void> {
  for (;; await sleep(pauseMs)) {
    const found = await findJob(unit, cluster);
    if (!found) throw failed(name, "it was removed while it ran");
    const end = hasEnded(found);
    if (end === "Complete") return;
    const pods = await listPodsOf(unit, cluster);
    const [last] = pods;
    if (end === "Failed") throw failed(name, await tell(last, cluster));
    const final = pods.map(findPodFault).find((one) => one?.final);
    const fault = final ?? pods.map(findLate).find(Boolean);
    if (fault) throw failed(name, fault.what);
    if (pods.length === 0) await refuseUnmade(name, found, cluster);
  }
}

/** The namespace may allow no such pod, or no more of them. */
async function refuseUnmade(
  name: string,
  { metadata, status }: V1Job,
  cluster: Cluster,
): Promise<void> {
  if (!isOver(status?.startTime, makingSeconds)) return;
  const said = await findSaid(metadata?.name ?? "", "FailedCreate", cluster);
  if (said !== "") throw failed(name, said);
}

async function tell(pod: V1Pod | undefined, cluster: Cluster): Promise<string> {
  if (!pod) return "its pod is gone";
  const late = pod.status?.reason === "DeadlineExceeded" && "it took longer than it may";
  const what = late || (findPodFault(pod)?.what ?? pod.status?.message ?? "no reason is known");
  const lines = await readLastLines(pod, cluster);
  return lines === "" ? what : `${what}\n${lines}`;
}

function findJob(name: string, { batch, namespace }: Cluster): Promise<V1Job | undefined> {
  return find(batch.readNamespacedJob({ name, namespace }));
}

async function listOthers(
  name: string,
  unit: string,
  { environment }: Pick<Inputs, "environment">,
  cluster: Cluster,
): Promise<string[]> {
  const all = await listJobs(name, environment, cluster);
  return all.map(({ metadata }) => metadata?.name ?? "").filter((one) => one !== unit);
}

function failed(name: string, what: string): PlatformError {
  return new PlatformError("job_failed", `the job ${name} failed: ${what}`);
}
