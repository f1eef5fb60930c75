/**
 * Opens the engine for one environment: what of the command line loads Pulumi, and only when
 * called.
 */
import { join } from "node:path";

import type { Environment } from "../../platform/environment.ts";
import { configure } from "./engine/configure.ts";
import { explainWrite } from "./engine/failures.ts";
import { localCalls } from "./engine/local-calls.ts";
import { breakDeadLocks, readLocks } from "./engine/locks.ts";
import { destroy, exclusively, operate, type Result, type Run } from "./engine/operate.ts";
import { keepFirst, repairState } from "./engine/repair-state.ts";
import { openStack, type Program, type Session } from "./engine/stack.ts";
import { project } from "./engine/stack-file.ts";
import { openState, type State } from "./engine/state.ts";
import { engineVariables } from "./engine/variables.ts";
import { lendKey } from "./lend-key.ts";
import { findTool } from "./tools.ts";

export type { Drift, EngineEvent, Operation } from "./engine/events.ts";
export type { Result, Run } from "./engine/operate.ts";
export { engineVariables } from "./engine/variables.ts";

export interface Options {
  /** The project's folder. */
  root: string;
  /** What is being waited for, one line each time. */
  onProgress(text: string): void;
  /** Whether tools that are not there may be installed. */
  install: boolean;
  signal?: AbortSignal;
  /** What is deployed; the environment's own resources when absent. */
  program?: Program;
}

export interface Engine {
  preview(run: Run): Promise<Result>;
  up(run: Run): Promise<Result>;
  /** Removes the stack; what holds data is kept. */
  destroy(run: Omit<Run, "only">): Promise<Result>;
  exportState(): Promise<unknown>;
  /** Keeps a secret value with the stack; removes it where there is none. */
  configure(key: string, value: string | undefined): Promise<void>;
  /** What is kept with the stack, decrypted, by key. */
  readConfig(): Promise<Readonly<Record<string, string>>>;
  /** What a hand-typed pulumi needs in its environment to mean the same stack. */
  variables(): Record<string, string>;
}

/** Throws tool_missing and state_refused before anything is touched. */
export async function openEngine(environment: Environment, options: Options): Promise<Engine> {
  const { root, onProgress } = options;
  const state = openOwnState(environment, root);
  if (state.folder) repairUnused(state.folder, environment.name, onProgress);
  await lendKey(environment);
  const pulumi = await findTool("pulumi", options);
  Object.assign(process.env, localCalls()); // this process is called by the engine, too
  const [variables, automation, program] = await Promise.all([
    engineVariables(environment, options),
    import("@pulumi/pulumi/automation/index.js"),
    options.program ?? openProgram(environment),
  ]);
  const session: Session = { environment, root, state, variables, automation, pulumi, onProgress };
  // A plain `up` does not heal: it believes its state. With refresh it looks first.
  const all = { refresh: true, policyPacks: [join(import.meta.dirname, "../../policies")] };
  return {
    preview: (run) =>
      operate(session, run, program, (stack, watch) => stack.preview({ ...all, ...watch })),
    up: (run) =>
      exclusively(session, run.signal, () =>
        operate(session, run, program, (stack, watch) => {
          if (state.folder) keepFirst({ state: state.folder, project, name: environment.name });
          return stack.up({ ...all, ...watch });
        }),
      ),
    destroy: (run) => exclusively(session, run.signal, () => destroy(session, run)),
    exportState: async () => (await openStack(session, program)).exportStack(),
    configure: (key, value) =>
      exclusively(session, options.signal, () => configure(session, key, value)),
    async readConfig() {
      const all = await (await openStack(session, program)).getAllConfig();
      const entries = Object.entries(all).map(([key, { value }]) => [key.replace(/^.*?:/, ""), value]);
      return Object.fromEntries(entries) as Record<string, string>;
    },
    variables: () => ({ ...variables }),
  };
}

function openOwnState(environment: Environment, root: string): State {
  try {
    return openState(environment, root);
  } catch (error) {
    throw explainWrite(error, root);
  }
}

/** What a living engine is writing is left to it. */
function repairUnused(state: string, name: string, onProgress: Options["onProgress"]): void {
  breakDeadLocks(state, project, name, onProgress);
  if (readLocks(state, project, name).length === 0) {
    repairState({ state, project, name }, onProgress);
  }
}

async function openProgram(environment: Environment): Promise<Program> {
  const { deploy } = await import("../../platform/stack.ts");
  return (part) => deploy(environment, part);
}
