/** Why a pod does not run or is not ready, as the cluster tells it. */
import type { CoreV1Event, V1ContainerStatus, V1Pod } from "@kubernetes/client-node";

import type { Cluster } from "./cluster.ts";

export interface PodFault {
  what: string;
  /** It will not mend itself. */
  final: boolean;
}

const notPulled = ["ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull"];
const notMade = ["CreateContainerConfigError", "CreateContainerError", "RunContainerError"];

/** One that dies this often at once is not going to stay. */
const deaths = 2;

export function findPodFault({ status }: V1Pod): PodFault | undefined {
  const { initContainerStatuses = [], containerStatuses = [] } = status ?? {};
  if (status?.reason === "Evicted") {
    return { what: `its node put it out: ${status.message ?? ""}`, final: false };
  }
  const found = [...initContainerStatuses, ...containerStatuses].map(faultOf);
  return found.find((fault) => fault !== undefined) ?? findUnplaced({ status });
}

/** A node for it may come yet. */
export function findUnplaced({ status }: Pick<V1Pod, "status">): PodFault | undefined {
  const place = status?.conditions?.find(({ type }) => type === "PodScheduled");
  if (place?.status !== "False") return undefined;
  return { what: `no node takes it: ${place.message ?? ""}`, final: false };
}

function faultOf(status: V1ContainerStatus): PodFault | undefined {
  const { state, image } = status;
  const { reason = "", message = "" } = state?.waiting ?? {};
  if (notPulled.includes(reason)) {
    const what = `the image ${image} cannot be had: ${short(message)}`;
    return { what, final: reason !== "ErrImagePull" };
  }
  if (notMade.includes(reason)) return { what: `${reason}: ${short(message)}`, final: true };
  return deathOf(status, reason);
}

function deathOf(
  { state, lastState, restartCount }: V1ContainerStatus,
  reason: string,
): PodFault | undefined {
  const ended = state?.terminated ?? lastState?.terminated;
  if (!ended || ended.exitCode === 0) return undefined;
  const starved = ended.reason === "OOMKilled" && "it needs more memory than it gets";
  return {
    what: starved || `it ended with exit code ${ended.exitCode}`,
    final: reason === "CrashLoopBackOff" && restartCount >= deaths,
  };
}

/** What the cluster said last of an object: `Unhealthy` is what a probe said that failed. */
export async function findSaid(
  object: string,
  reason: "Unhealthy" | "FailedCreate",
  { core, namespace }: Cluster,
): Promise<string> {
  const fieldSelector = `involvedObject.name=${object},reason=${reason}`;
  const { items } = await core.listNamespacedEvent({ namespace, fieldSelector });
  const last = items.toSorted((a, b) => timeOf(a) - timeOf(b)).at(-1);
  return last?.message?.trim() ?? "";
}

/** The last words of a pod. */
export async function readLastLines(pod: V1Pod, { core, namespace }: Cluster): Promise<string> {
  const name = pod.metadata?.name ?? "";
  const tried = [false, true].map((previous) =>
    core
      .readNamespacedPodLog({ name, namespace, tailLines: 12, previous })
      .catch(() => ""), // it has said nothing yet
  );
  const [now = "", before = ""] = await Promise.all(tried);
  return (now || before).trimEnd();
}

function timeOf({ lastTimestamp, eventTime }: CoreV1Event): number {
  return new Date(lastTimestamp ?? eventTime ?? 0).getTime();
}

/** The cluster repeats itself. */
function short(message: string): string {
  const text = message.replace(/^Back-off pulling image "[^"]*": (ErrImagePull: )?/, "");
  return text.length > 400 ? `${text.slice(0, 400)}…` : text;
}
