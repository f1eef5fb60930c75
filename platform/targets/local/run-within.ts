/** Runs a program that ends within its limits: its time, its retries, and its way to be stopped. */
import type { ChildProcess } from "node:child_process";
import { constants } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";

export interface Limits {
  stop: { signal: string; graceSeconds: number };
  /** None runs as long as it takes. */
  timeoutSeconds?: number;
  retries?: number;
}

export interface Attempt {
  /** Its exit code. */
  ended: Promise<number>;
  signal(signal: NodeJS.Signals): void;
}

/** The exit code of the last attempt; 124 when it took too long. */
export async function runWithin(
  limits: Limits,
  stopping: AbortSignal,
  start: () => Attempt,
): Promise<number> {
  const { retries = 0 } = limits;
  let exitCode = await runAttempt(limits, stopping, start());
  for (let retry = 0; exitCode !== 0 && retry < retries && !stopping.aborted; retry++) {
    const pause = Math.min(1000 * 2 ** retry, 60_000);
    await sleep(pause, undefined, { signal: stopping }).catch(() => undefined);
    if (!stopping.aborted) exitCode = await runAttempt(limits, stopping, start());
  }
  return exitCode;
}

async function runAttempt(
  { stop, timeoutSeconds }: Limits,
  stopping: AbortSignal,
  { ended, signal }: Attempt,
): Promise<number> {
  const timers: NodeJS.Timeout[] = [];
  let timedOut = false;
  const end = () => {
    signal(stop.signal as NodeJS.Signals);
    timers.push(setTimeout(() => signal("SIGKILL"), stop.graceSeconds * 1000));
  };
  const endInTime = () => {
    timedOut = true;
    end();
  };
  if (timeoutSeconds !== undefined) timers.push(setTimeout(endInTime, timeoutSeconds * 1000));
  stopping.addEventListener("abort", end);
  try {
    const code = await ended;
    return timedOut ? 124 : code;
  } finally {
    stopping.removeEventListener("abort", end);
    for (const timer of timers) clearTimeout(timer);
  }
}

/** A child, and its exit code; rejects when it cannot be started. */
export function startAttempt(
  child: ChildProcess,
): { pid: number | undefined; ended: Promise<number> } {
  const ended = new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exit, signal) => resolve(exit ?? 128 + (constants.signals[signal!] ?? 0)));
  });
  return { pid: child.pid, ended };
}
