/**
 * What up, preview and destroy have in common: an environment, its declarations, and an engine
 * that is watched while it works.
 */

import type { Environment } from "../../platform/environment.ts";
import { isPlatformError } from "../../platform/errors.ts";
import type { Place } from "../../platform/spec/source.ts";
import type { Declaration } from "../../platform/targets/target.ts";
import type { Finding } from "../../policies/judge.ts";
import { isChange } from "./changes.ts";
import type { Engine, EngineEvent, Result } from "./engine.ts";
import { explainFailure } from "./explain-failure.ts";
import { forgetFailures, recordFailures } from "./failures.ts";
import { ownerOf } from "./needs.ts";
import { noteRecorded } from "./operations.ts";
import { startProgress } from "./progress.ts";
import type { Direction } from "./progress-model.ts";
import type { Call } from "./verb.ts";

interface Watch {
  onEvent: (event: EngineEvent) => void;
  signal: AbortSignal;
  only?: readonly string[];
}

interface Action {
  direction: Direction;
  /** Names of resources; all when absent. */
  only?: readonly string[];
  /** By component, the change of the file that it may have failed by. */
  blame?: ReadonlyMap<string, Place>;
  run(engine: Engine, watch: Watch): Promise<Result>;
}

export interface Deployment {
  environment: Environment;
  declarations: readonly Declaration[];
  /** What the rules say of it. */
  findings: readonly Finding[];
  /** Finds or makes the tools first. */
  openEngine(): Promise<Engine>;
  /**
   * Runs the engine with its progress on stderr; gives how many resources of each operation
   * changed. A failure comes back with its position, after the last log lines.
   */
  act(action: Action): Promise<Record<string, number>>;
}

export async function openDeployment(call: Call): Promise<Deployment> {
  const { loadEnvironment } = await import("../../platform/environment.ts");
  return deploymentOf(call, loadEnvironment(call.root, call.environment));
}

/** Of what was deployed, where the file is away or has faults: it can only be removed. */
export async function openRemoval(call: Call): Promise<Deployment> {
  const { findKnown } = await import("./recorded/environment-of.ts");
  const { environment, instead } = await findKnown(call.root, call.environment);
  if (instead !== undefined) noteRecorded(call, instead);
  return deploymentOf(call, environment);
}

async function deploymentOf(call: Call, known: Environment): Promise<Deployment> {
  const { judgeEnvironment } = await import("./policies.ts");
  const { leaveOutAbsent } = await import("../../platform/leave-out.ts");
  const loaded = await leaveOutAbsent(known);
  const judged = judgeEnvironment(loaded);
  const { environment } = judged;
  const deployment = {
    ...judged,
    openEngine: () => startEngine(call, environment),
  };
  return { ...deployment, act: (action) => watchRun(call, deployment, action) };
}

async function startEngine(call: Call, environment: Environment): Promise<Engine> {
  const { openEngine } = await import("./engine.ts");
  call.signal.addEventListener("abort", () => {
    call.output.note("Stopping. The same command goes on from here; Ctrl-C again leaves at once.");
  });
  return openEngine(environment, {
    root: call.root,
    onProgress: call.output.note,
    install: call.flags["no-install"] !== true,
    signal: call.signal,
  });
}

async function watchRun(
  call: Call, deployment: Omit<Deployment, "act">, { direction, only, blame, run }: Action,
): Promise<Record<string, number>> {
  const { declarations, openEngine } = deployment;
  const engine = await openEngine();
  const chosen = declarations.filter(({ name }) => only === undefined || only.includes(name));
  const display = startProgress(chosen, call.output, direction);
  const changes: Record<string, number> = {};
  const onEvent = (event: EngineEvent) => {
    if (isChange(event) && event.phase === "done") changes[event.op] = (changes[event.op] ?? 0) + 1;
    if (event.kind === "resource") display.apply(event);
    else if (event.kind === "diagnostic" && event.severity === "warning") call.output.note(`warning: ${event.message}`);
  };
  try {
    await run(engine, { onEvent, signal: call.signal, only });
    display.stop(true);
    forgetFailures(call, only && chosen.map((one) => ownerOf(one)));
    return changes;
  } catch (error) {
    display.stop(false);
    const failed = display.list().filter(({ state }) => state === "failed");
    const components = failed.map(({ component }) => component);
    if (call.signal.aborted) throw error;
    const explained = await explainFailure(call, deployment, error, components, blame);
    if (direction === "up") recordFailures(call, messagesOf(explained, components));
    throw explained;
  }
}

/** By component, as its diagnostic says it. */
function messagesOf(error: unknown, components: readonly string[]): Record<string, string> {
  const said = isPlatformError(error) ? error.diagnostics.map(({ message }) => message) : [];
  return Object.fromEntries(
    components.map((component, index) => [component, said[index] ?? "its deployment failed"]),
  );
}
