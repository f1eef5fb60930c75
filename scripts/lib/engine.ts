/** Opens the engine for one environment: the only file of the command line that loads Pulumi, and only when it is called. */
import { existsSync } from "node:fs";
import { join } from "node:path";

import type * as Automation from "@pulumi/pulumi/automation/index.js";
import type { Environment } from "../../platform/environment.ts";
import { PlatformError } from "../../platform/errors.ts";
import { EngineCommand } from "./engine/command.ts";
import { type EngineEvent, simplify } from "./engine/events.ts";
import { explainFailure } from "./engine/failures.ts";
import { clearLocks, hasPending, withoutPending } from "./engine/locks.ts";
import { openState, type State } from "./engine/state.ts";
import { takeLock } from "./lock.mjs";
import { findTool, type Tool, type ToolName, toolPaths } from "./tools.ts";

export type { EngineEvent, Operation } from "./engine/events.ts";

export interface Options {
  /** The project's folder. */
  root: string;
  /** What is being waited for, one line each time. */
  onProgress(text: string): void;
  /** Whether tools that are not there may be installed. */
  install: boolean;
  signal?: AbortSignal;
  /** What is deployed; the environment's own resources when absent. */
  program?: () => Promise<Record<string, unknown>>;
}

export interface Run {
  onEvent?: (event: EngineEvent) => void;
  signal?: AbortSignal;
  /** Names of resources; all when absent. */
  only?: readonly string[];
}

export interface Result {
  /** How many resources of each kind of change, as the engine counts. */
  changes: Record<string, number>;
  /** Whether anything differs from before. */
  changed: boolean;
  seconds: number;
}

export interface Engine {
  preview(run: Run): Promise<Result>;
  up(run: Run): Promise<Result>;
  /** Removes the stack; what holds data is kept. */
  destroy(run: Omit<Run, "only">): Promise<Result>;
  exportState(): Promise<unknown>;
  /** What a hand-typed pulumi needs in its environment to mean the same stack. */
  variables(): Record<string, string>;
}

/** As in Pulumi.yaml. */
const project = "andamio";

export async function openEngine(environment: Environment, options: Options): Promise<Engine> {
  const state = openState(environment, options.root);
  const pulumi = await findTool("pulumi", options);
  const [variables, automation, program] = await Promise.all([
    findVariables(environment, state, options),
    import("@pulumi/pulumi/automation/index.js"),
    options.program ?? import("../../platform/stack.ts").then(({ deploy }) => () => deploy(environment)),
  ]);
  const session: Session = { environment, options, state, variables, automation, pulumi };
  const all = { refresh: true } as const;
  return {
    preview: (run) => operate(session, run, program, (stack, events) => stack.preview({ ...all, ...events })),
    up: (run) => exclusively(session, run, () => operate(session, run, program, (stack, events) => stack.up({ ...all, ...events }))),
    destroy: (run) => exclusively(session, run, () => destroy(session, run)),
    exportState: async () => (await openStack(session, program)).exportStack(),
    variables: () => ({ ...variables }),
  };
}

/** The variables alone, without looking for the engine and without loading it. */
export async function engineVariables(environment: Environment, options: Omit<Options, "program">): Promise<Record<string, string>> {
  return await findVariables(environment, openState(environment, options.root), options);
}

interface Session {
  environment: Environment;
  options: Options;
  state: State;
  variables: Record<string, string>;
  automation: typeof Automation;
  pulumi: Tool;
}

type Events = { onEvent: (event: Automation.EngineEvent) => void; signal?: AbortSignal; target?: string[] };

/** One at a time in this clone; and an engine that died at work is cleared away first. */
async function exclusively({ environment: { name }, options: { root, onProgress }, state }: Session, { signal }: Run, work: () => Promise<Result>): Promise<Result> {
  const release = await takeLock(join(root, ".andamio", "locks", name), {
    what: `changing ${name}`,
    signal,
    onWait: ({ pid, since }) => onProgress(`waiting for process ${pid}, which is changing ${name} since ${since}`),
  });
  try {
    if (state.folder) await clearLocks(state.folder, project, name, { onProgress, signal });
    return await work();
  } finally {
    release();
  }
}

async function operate(session: Session, run: Run, program: () => Promise<Record<string, unknown>>, work: (stack: Automation.Stack, events: Events) => Promise<unknown>): Promise<Result> {
  const { environment: { name } } = session;
  const seen: EngineEvent[] = [];
  let fault: unknown;
  const onEvent = (raw: Automation.EngineEvent) => {
    const event = simplify(raw);
    if (!event || fault && event.kind === "diagnostic") return;
    seen.push(event);
    run.onEvent?.(event);
  };
  try {
    const stack = await openStack(session, () => program().catch((error: unknown) => { throw fault = error; }));
    await work(stack, { onEvent, signal: run.signal, target: run.only?.map((one) => `urn:pulumi:${name}::${project}::**::${one}`) });
  } catch (error) {
    if (run.signal?.aborted) throw new PlatformError("interrupted", `stopped while changing ${name}`, { hint: "type the same command again: it goes on from here" });
    throw fault ?? explainFailure({ environment: name, output: error instanceof Error ? error.message : String(error), events: seen, cause: error });
  }
  return summarize(seen);
}

function summarize(events: readonly EngineEvent[]): Result {
  const summary = events.findLast((event) => event.kind === "summary");
  const changes = summary?.changes ?? {};
  return { changes, changed: Object.entries(changes).some(([op, count]) => op !== "same" && op !== "read" && count > 0), seconds: summary?.seconds ?? 0 };
}

async function destroy(session: Session, run: Run): Promise<Result> {
  const { environment: { name }, state } = session;
  if (state.folder && !existsSync(join(state.folder, ".pulumi", "stacks", project, `${name}.json`))) return { changes: {}, changed: false, seconds: 0 };
  return await operate(session, run, async () => ({}), async (stack, events) => {
    await stack.destroy(events);
    await stack.workspace.removeStack(name, { preserveConfig: state.secretsProvider !== undefined });
  });
}

async function openStack({ environment: { name }, options: { root, onProgress }, state, variables, automation, pulumi }: Session, program: () => Promise<Record<string, unknown>>): Promise<Automation.Stack> {
  const { SemVer } = await import("semver");
  const command = new EngineCommand(pulumi.path, new SemVer(pulumi.version), variables, (output) => {
    const Failure = /no stack named.*found/.test(output.stderr) ? automation.StackNotFoundError : automation.CommandError;
    return Reflect.construct(Failure, [{ ...output, toString: () => `${output.stderr}\n${output.stdout}` }]) as Error;
  });
  const stack = await automation.LocalWorkspace.createOrSelectStack({ stackName: name, projectName: project, program }, {
    workDir: root,
    secretsProvider: state.secretsProvider,
    pulumiCommand: command as unknown as Automation.PulumiCommand,
  });
  // After each run the Automation API asks for outputs and history, three more starts of the engine whose answers nobody reads.
  stack.outputs = async () => ({});
  stack.info = async () => undefined;
  if (!state.folder || hasPending(state.folder, project, name)) {
    const exported = await stack.exportStack();
    if (exported.deployment?.pending_operations?.length > 0) {
      onProgress("clearing what an interrupted run left open");
      await stack.importStack(withoutPending(exported));
    }
  }
  return stack;
}

/** Which programs of this machine the environment's stores want, and under which variable the provider looks for each. */
async function findVariables(environment: Environment, state: State, options: Omit<Options, "program">): Promise<Record<string, string>> {
  const engines = Object.values(environment.components).map((component) => "engine" in component ? component.engine : component.kind);
  const wanted: Partial<Record<ToolName, string>> = { "process-compose": "ANDAMIO_PROCESS_COMPOSE" };
  if (engines.includes("postgresql")) wanted.postgresql = "ANDAMIO_POSTGRESQL";
  if (engines.includes("Redis")) wanted["redis-server"] = "ANDAMIO_REDIS_SERVER";
  const paths = await toolPaths(Object.keys(wanted) as ToolName[], options);
  const found = Object.entries(wanted).map(([tool, variable]) => [variable, paths[tool as ToolName]]);
  return { ...state.variables, ANDAMIO_ROOT: options.root, ANDAMIO_NODE: process.execPath, ...Object.fromEntries(found) };
}
