/** Waits until an object is as it should be, or is gone. */
import { setTimeout as sleep } from "node:timers/promises";

import type { Cluster } from "./cluster.ts";
import { annotation, type Live } from "./objects.ts";
import { podFaults } from "./pod-faults.ts";
import { Failed, readiness } from "./ready.ts";

const pause = 250; // ms between two looks

/** The object as it is at last. Throws what is missing, with what its pods say of it. */
export async function awaitReady(live: Live, cluster: Cluster, seconds: number): Promise<Live> {
  const missing = readiness[`${live.apiVersion}/${live.kind}`];
  if (!missing || annotation(live, "skipAwait") === "true") return live;
  const end = Date.now() + deadline(live, seconds);
  for (;;) {
    const now = (await cluster.get(live)) ?? live;
    const fault = await look(() => missing(now, cluster), now, cluster);
    if (fault === undefined) return now;
    if (Date.now() > end) throw await explain(`timed out: ${fault}`, now, cluster);
    await sleep(pause);
  }
}

export async function awaitGone(live: Live, cluster: Cluster, seconds: number): Promise<void> {
  const end = Date.now() + deadline(live, seconds);
  const { uid } = live.metadata;
  for (;;) {
    const now = await cluster.get(live);
    if (!now || (uid && now.metadata.uid !== uid)) return;
    if (Date.now() > end) {
      const kept = now.metadata["finalizers"] as string[] | undefined;
      throw new Error(
        `timed out: ${live.kind} ${live.metadata.name} is still there${kept ? `, kept by ${kept.join(", ")}` : ""}`,
      );
    }
    await sleep(pause);
  }
}

async function look(
  missing: () => string | undefined | Promise<string | undefined>,
  live: Live,
  cluster: Cluster,
) {
  try {
    return await missing();
  } catch (error) {
    throw error instanceof Failed ? await explain(error.message, live, cluster) : error;
  }
}

async function explain(what: string, live: Live, cluster: Cluster): Promise<Error> {
  const faults = await podFaults(live, cluster);
  return new Error([what, ...faults].join("\n"));
}

/** As the official plugin has it: the annotation, the resource's own time-out, ten minutes. */
function deadline(live: Live, seconds: number): number {
  return (Number(annotation(live, "timeoutSeconds")) || seconds || 600) * 1000;
}
