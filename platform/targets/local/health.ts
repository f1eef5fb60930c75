/**
 * Watches one running program: asks whether it is ready, and restarts it when it does not answer on
 * the path that asks no dependency. Knows nothing of how it was started.
 */
import type { ChildProcess } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

import type { Probe } from "../primitives.ts";
import { ask, askByHttp, type Asked } from "./probes.ts";
import { signalGroup } from "./process-identity.ts";
import { programEnvironment } from "./program-environment.ts";
import { lookUpUser } from "./system-user.ts";
import type { Unit, UnitRecord } from "./unit.ts";

/** Writes what changed into the record. */
export type Update = (changes: Partial<UnitRecord>) => void;
type Health = Extract<UnitRecord["state"], "starting" | "ready" | "unready">;

export async function watchHealth(
  unit: Unit,
  child: ChildProcess,
  port: number | undefined,
  update: Update,
  signal: AbortSignal,
): Promise<void> {
  const probe = unit.ready;
  if (!probe) return update({ state: "ready", reason: undefined });
  const asked = askedOf(unit, port);
  const born = Date.now();
  let state: Health = "starting";
  let failures = 0;
  let deaf = 0;
  for (let rounds = 0; !signal.aborted; rounds++) {
    const reason = await ask(probe, asked);
    if (signal.aborted) return;
    const young = Date.now() - born < probe.startPeriodSeconds * 1000;
    failures = reason ? failures + 1 : 0;
    const next = judge(state, failures, probe.retries, young);
    if (next !== state || rounds === 0) update({ state: next, reason });
    state = next;
    deaf = await countDeaf(unit, port, deaf, young);
    if (deaf >= probe.retries) return restartDeaf(unit, child, update);
    await pause(pauseAfter(state, rounds, probe), signal);
  }
}

/** A program may fail while it is young; later it takes several failures in a row. */
function judge(state: Health, failures: number, retries: number, young: boolean): Health {
  if (failures === 0 || (state === "ready" && failures < retries)) return "ready";
  return state === "starting" && young ? "starting" : "unready";
}

/** Milliseconds to the next question: often at first, then each second, then at the interval. */
function pauseAfter(state: Health, rounds: number, { intervalSeconds }: Probe): number {
  return state === "starting" ? Math.min(150 + rounds * 50, 1000) : intervalSeconds * 1000;
}

function askedOf(unit: Unit, port: number | undefined): Asked {
  const user = unit.user ? lookUpUser(unit.user) : undefined;
  const env = { ...programEnvironment(unit.env, port, user), ...unit.probeEnv };
  return { port, env, cwd: unit.cwd, uid: user?.uid, gid: user?.gid };
}

/** How often in a row the program did not answer on the path that asks no dependency. */
async function countDeaf(
  unit: Unit,
  port: number | undefined,
  deaf: number,
  young: boolean,
): Promise<number> {
  if (!unit.livePath || port === undefined) return 0;
  const silent = await askByHttp(port, unit.livePath, (unit.ready?.timeoutSeconds ?? 3) * 1000);
  return silent && !young ? deaf + 1 : 0;
}

function restartDeaf(unit: Unit, child: ChildProcess, update: Update): void {
  update({ state: "unready", reason: `${unit.livePath} did not answer: restarted` });
  if (child.pid !== undefined) signalGroup(child.pid, "SIGKILL");
}

/** Milliseconds, or until the signal. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<unknown> {
  return sleep(milliseconds, undefined, { signal, ref: false }).catch(() => undefined);
}
