/**
 * That what runs all the time does run, as it was last declared: waits for it, and tells why not as
 * soon as a pod shows it. Whatever ran before goes on, or is brought back.
 */
import { setTimeout as sleep } from "node:timers/promises";

import { isPlatformError, PlatformError } from "../../errors.ts";
import type { Cluster } from "../../targets/kubernetes/cluster.ts";
import {
  describeMissing,
  findStanding,
  type Standing,
  type StandingKind,
} from "../../targets/kubernetes/readiness.ts";
import type { Handler } from "../handler.ts";
import { clusterOf } from "./cluster.ts";
import { failed, refuseBroken } from "./refuse-broken.ts";
import { takeBack } from "./take-back.ts";

interface RolloutInputs {
  environment: string;
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
  async apply(name, inputs, before) {
    const cluster = await clusterOf(inputs);
    const wanted = inputs as unknown as RolloutInputs;
    try {
      await awaitReady(name, wanted, cluster);
    } catch (error) {
      // what never ran has nothing before it
      throw before ? await bringBack(error, wanted, cluster) : error;
    }
    return {};
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

async function awaitReady(name: string, wanted: RolloutInputs, cluster: Cluster): Promise<void> {
  for (const start = Date.now(); ; await sleep(pauseMs)) {
    const found = await findStanding(wanted.kind, wanted.name, cluster);
    if (!found) throw failed(name, "it is gone", wanted.environment);
    await wake(found, wanted, cluster);
    // as it was read, it may ask for none: what counts is what is to run
    const missing = describeMissing(found, wanted.replicas);
    if (missing === undefined) return;
    await refuseBroken(name, found, wanted.patienceSeconds, cluster, wanted.environment);
    if (Date.now() - start > limitMs) throw failed(name, missing, wanted.environment);
  }
}

/** The same failure, with what is known of the version before. */
async function bringBack(
  error: unknown,
  { environment, kind, name, patienceSeconds }: RolloutInputs,
  cluster: Cluster,
): Promise<unknown> {
  if (!isPlatformError(error) || error.code !== "start_failed") return error;
  const found = await findStanding(kind, name, cluster);
  if (!found) return error;
  if (!(await takeBack(found, cluster))) return explain(error, environment, name, "goes on running");
  for (const end = Date.now() + patienceSeconds * 1000; Date.now() < end; await sleep(pauseMs)) {
    const now = await findStanding(kind, name, cluster);
    if (now && describeMissing(now) === undefined) return explain(error, environment, name, "runs again");
  }
  return explain(error, environment, name, "was started again, and is not ready yet");
}

function explain(
  { message, cause }: PlatformError,
  environment: string,
  name: string,
  fate: string,
): PlatformError {
  const hint = `andamio logs ${environment} ${name}; what ran before ${fate}`;
  return new PlatformError("start_failed", message, { hint, cause });
}

/**
 * What was stopped and is scaled by its load does not start by itself, and what is new begins with
 * one.
 */
async function wake(
  { spec }: Standing,
  { kind, name, replicas }: RolloutInputs,
  { apps, namespace }: Cluster,
): Promise<void> {
  if ((spec?.replicas ?? 1) >= replicas || kind !== "Deployment") return;
  const body = { metadata: { name, namespace }, spec: { replicas } };
  await apps.replaceNamespacedDeploymentScale({ name, namespace, body });
}
