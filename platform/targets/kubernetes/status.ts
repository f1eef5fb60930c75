/** What runs of an environment, one row a component, as the cluster tells it. */
import type { V1CronJob, V1Job, V1Pod } from "@kubernetes/client-node";

import type { UnitStatus } from "../operations.ts";
import { componentOf, type Here, ownedBy } from "./environment.ts";
import { hasEnded } from "./jobs.ts";
import { nextRunOf } from "./next-run.ts";
import { findPodFault } from "./pod-faults.ts";
import { describeMissing, type Standing, wantedBy } from "./readiness.ts";

export async function describeUnits({ name, cluster }: Here): Promise<UnitStatus[]> {
  const { apps, batch, core, namespace } = cluster;
  const wanted = { namespace, labelSelector: ownedBy(name) };
  const [deployments, sets, schedules, jobs, pods, services] = await Promise.all([
    apps.listNamespacedDeployment(wanted),
    apps.listNamespacedStatefulSet(wanted),
    batch.listNamespacedCronJob(wanted),
    batch.listNamespacedJob(wanted),
    core.listNamespacedPod(wanted),
    core.listNamespacedService(wanted),
  ]);
  const addresses = new Map(
    services.items.map(({ metadata, spec }) => [
      metadata?.name,
      `${metadata?.name}.${namespace}:${spec?.ports?.[0]?.port}`,
    ]),
  );
  const podsOf = (component: string) => pods.items.filter((pod) => componentOf(pod) === component);
  const scheduled = schedules.items.map((one) => describeSchedule(one, jobs.items));
  const repeated = new Set(scheduled.map(({ component }) => component));
  return [
    ...deployments.items.map((one) => describeStanding(one, "Workload", podsOf, addresses)),
    ...sets.items.map((one) => describeStanding(one, "Store", podsOf, addresses)),
    ...scheduled,
    ...newestJobs(jobs.items).filter(({ component }) => !repeated.has(component)),
  ];
}

function describeStanding(
  one: Standing,
  kind: "Workload" | "Store",
  podsOf: (component: string) => V1Pod[],
  addresses: ReadonlyMap<string | undefined, string>,
): UnitStatus {
  const component = componentOf(one) ?? "";
  const pods = podsOf(component);
  const wanted = wantedBy(one);
  const address = addresses.get(one.metadata?.name);
  return {
    component,
    kind,
    replicas: { ready: one.status?.readyReplicas ?? 0, wanted },
    restarts: pods.reduce((sum, pod) => sum + restartsOf(pod), 0),
    ...(address !== undefined && { address: kind === "Store" ? address : `http://${address}` }),
    ...stateOf(one, pods),
  };
}

function stateOf(one: Standing, pods: readonly V1Pod[]): Pick<UnitStatus, "state" | "reason"> {
  if (one.spec?.replicas === 0) return { state: "stopped" };
  const missing = describeMissing(one);
  if (missing === undefined) return { state: "ready" };
  const faults = pods.flatMap((pod) => findPodFault(pod) ?? []);
  const worst = faults.find(({ final }) => final) ?? faults[0];
  return { state: worst?.final ? "failed" : "starting", reason: worst?.what ?? missing };
}

function restartsOf({ status }: V1Pod): number {
  return (status?.containerStatuses ?? []).reduce((sum, { restartCount }) => sum + restartCount, 0);
}

function describeSchedule(one: V1CronJob, jobs: readonly V1Job[]): UnitStatus {
  const component = componentOf(one) ?? "";
  const own = jobs.filter((job) => componentOf(job) === component);
  const runs = own.filter((job) => hasEnded(job)).toSorted(newestFirst).map(describeRun);
  const ran = { component, kind: "CronJob", lastRun: runs[0], runs };
  if (one.spec?.suspend) return { ...ran, state: "suspended" };
  return { ...ran, state: "scheduled", nextRun: nextRunOf(one) };
}

/** Of each component the last one. */
function newestJobs(jobs: readonly V1Job[]): UnitStatus[] {
  const oldestFirst = jobs.toSorted(newestFirst).reverse();
  const newest = new Map(oldestFirst.map((job) => [componentOf(job) ?? "", job]));
  return [...newest].map(([component, job]) => {
    const end = hasEnded(job);
    if (end === undefined) return { component, kind: "Job", state: "running" };
    const lastRun = describeRun(job);
    return { component, kind: "Job", state: end === "Complete" ? "done" : "failed", lastRun };
  });
}

/** The cluster keeps whether a Job failed, not with which code. */
function describeRun(job: V1Job): NonNullable<UnitStatus["lastRun"]> {
  const { startTime, completionTime, conditions = [] } = job.status ?? {};
  const began = new Date(startTime ?? 0);
  const failed = conditions.find(({ type }) => type === "Failed")?.lastTransitionTime;
  const ended = new Date(completionTime ?? failed ?? began);
  return {
    at: began.toISOString(),
    exitCode: hasEnded(job) === "Complete" ? 0 : 1,
    seconds: (ended.getTime() - began.getTime()) / 1000,
  };
}

function newestFirst(a: V1Job, b: V1Job): number {
  return bornAt(b) - bornAt(a);
}

function bornAt({ metadata }: V1Job): number {
  return new Date(metadata?.creationTimestamp ?? 0).getTime();
}
