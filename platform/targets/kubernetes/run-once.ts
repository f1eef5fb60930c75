/** Runs a Job or CronJob once, now, or a command with its program: as a Job of its own. */
import { PassThrough } from "node:stream";
import { finished } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";

import type { V1CronJob, V1Job, V1JobSpec, V1Pod, V1PodTemplateSpec } from "@kubernetes/client-node";

import { PlatformError } from "../../errors.ts";
import type { Streams } from "../operations.ts";
import { find } from "./cluster.ts";
import { checkThere, type Here } from "./environment.ts";
import { byHand, hasEnded, listJobs, listPodsOf, removeJob } from "./jobs.ts";
import { findPodFault } from "./pod-faults.ts";
import { containerOf, hasBegun, mainOf } from "./readiness.ts";

const keptSeconds = 600;

/** Gives the exit code; 124 when it took longer than it may. */
export async function runOnce(
  here: Here,
  component: string,
  streams: Streams,
  command?: readonly string[],
): Promise<number> {
  await checkThere(here);
  const { cluster } = here;
  const { batch, namespace } = cluster;
  const body = await makeJob(here, component, command);
  const made = await batch.createNamespacedJob({ namespace, body });
  const name = made.metadata?.name ?? "";
  const abort = () => void removeJob(name, cluster).catch(() => undefined);
  streams.signal?.addEventListener("abort", abort);
  try {
    return await awaitEnd(here, name, streams);
  } finally {
    streams.signal?.removeEventListener("abort", abort);
  }
}

/** Once: who runs it by hand sees that it failed, and tries again. */
async function makeJob(here: Here, component: string, command?: readonly string[]): Promise<V1Job> {
  const { spec, owner } = await findTemplate(here, component);
  const { metadata, spec: pod } = spec.template;
  const given = Object.entries(metadata?.labels ?? {}).filter(([key]) => !isOfController(key));
  const labels = { ...Object.fromEntries(given), [byHand]: "true" };
  const [main, ...others] = pod?.containers ?? [];
  const asked = Object.entries(main ?? {}).filter(([field]) => !ofServers.includes(field));
  const container = { ...Object.fromEntries(asked), ...(command && { command: [...command] }) };
  const template = {
    metadata: { labels },
    spec: { ...pod, restartPolicy: "Never", containers: [container, ...others] },
  } as unknown as V1PodTemplateSpec;
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: {
      generateName: `${component}-by-hand-`,
      labels,
      ...(owner && { ownerReferences: [owner] }),
    },
    spec: { backoffLimit: 0, ...(!owner && { ttlSecondsAfterFinished: keptSeconds }), template },
  };
}

/** What is asked of a program that goes on running. */
const ofServers = ["startupProbe", "readinessProbe", "livenessProbe", "lifecycle", "ports"];

function isOfController(label: string): boolean {
  return /(controller-uid|job-name|pod-template-hash)$/.test(label);
}

type Owner = NonNullable<NonNullable<V1Job["metadata"]>["ownerReferences"]>[number];

type Template = { spec: Pick<V1JobSpec, "template">; owner?: Owner };

/** Its CronJob keeps its runs, as those that it starts itself. */
async function findTemplate({ name, cluster }: Here, component: string): Promise<Template> {
  const { apps, batch, namespace } = cluster;
  const cron = await find(batch.readNamespacedCronJob({ name: component, namespace }));
  const spec = cron?.spec?.jobTemplate.spec;
  if (spec) return { spec, owner: ownerOf(cron) };
  const [job] = await listJobs(component, name, cluster);
  if (job?.spec) return { spec: job.spec };
  const deployment = await find(apps.readNamespacedDeployment({ name: component, namespace }));
  if (deployment?.spec) return { spec: deployment.spec };
  throw new PlatformError("not_running", `${component} has no program here`, {
    hint: `andamio up ${name}`,
  });
}

function ownerOf({ metadata: { name = "", uid = "" } = {} }: V1CronJob): Owner {
  return { apiVersion: "batch/v1", kind: "CronJob", name, uid, controller: true };
}

async function awaitEnd(here: Here, job: string, streams: Streams): Promise<number> {
  const { cluster } = here;
  const { batch, namespace } = cluster;
  let copied: Promise<void> | undefined;
  for (;; await sleep(300)) {
    const found = await find(batch.readNamespacedJob({ name: job, namespace }));
    if (!found) return 130; // it was interrupted
    const [pod] = await listPodsOf(job, cluster);
    if (pod && hasBegun(pod)) copied ??= copyLog(here, pod, streams);
    const fault = pod && findPodFault(pod);
    if (fault?.final) throw new PlatformError("job_failed", `${job} does not start: ${fault.what}`);
    if (!hasEnded(found)) continue;
    await copied;
    return exitCodeOf(pod);
  }
}

function exitCodeOf(pod: V1Pod | undefined): number {
  if (pod?.status?.reason === "DeadlineExceeded") return 124;
  return (pod && mainOf(pod)?.state?.terminated?.exitCode) ?? 1;
}

/** The cluster keeps one log for both streams of a program. */
async function copyLog({ cluster }: Here, pod: V1Pod, { stdout }: Streams): Promise<void> {
  const { Log } = await import("@kubernetes/client-node");
  const stream = new PassThrough();
  stream.on("pipe", (source) => source.on("error", () => stream.end())); // its run goes on
  stream.pipe(stdout === "inherit" ? process.stdout : stdout, { end: false });
  const { namespace, config } = cluster;
  const name = pod.metadata?.name ?? "";
  await new Log(config).log(namespace, name, containerOf(pod), stream, { follow: true });
  await finished(stream);
}
