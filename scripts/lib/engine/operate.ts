/**
 * Runs one operation on a stack: one at a time, with plain events and plain failures. Loads no
 * Pulumi.
 */
import type * as Automation from "@pulumi/pulumi/automation/index.js";

import { PlatformError } from "../../../platform/errors.ts";
import type { SpecRecord } from "../../../platform/plan/record.ts";
import { listConfigured } from "../../../platform/stack-config.ts";
import { takeLock } from "../lock.mjs";
import { type EngineEvent, simplify } from "./events.ts";
import { explainFailure, explainWrite } from "./failures.ts";
import { clearLocks } from "./locks.ts";
import { isKnown, openStack, type Program, type Session } from "./stack.ts";
import { findRecord, lockOf, project, type StackState } from "./stack-file.ts";

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

/** What every operation of the Automation API takes. */
interface Watch {
  onEvent: (event: Automation.EngineEvent) => void;
  signal?: AbortSignal;
  target?: string[];
}

/** One at a time in this clone; and what an engine that died at work left is cleared away first. */
export async function exclusively<T>(
  { environment: { name }, root, state, onProgress }: Session,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  const release = await takeLock(lockOf(root, name), {
    what: `changing ${name}`,
    signal,
    onWait: ({ pid, since }) =>
      onProgress(`waiting for process ${pid}, which is changing ${name} since ${since}`),
  }).catch((error: unknown) => {
    if (signal?.aborted) throw interrupted(name);
    throw explainWrite(error, root);
  });
  try {
    if (state.folder) await clearLocks(state.folder, project, name, { onProgress, signal });
    return await work();
  } finally {
    release();
  }
}

export async function operate(
  session: Session,
  { onEvent, signal, only }: Run,
  program: Program,
  work: (stack: Automation.Stack, watch: Watch) => Promise<unknown>,
): Promise<Result> {
  const {
    environment: { name },
  } = session;
  const events: EngineEvent[] = [];
  let fault: unknown;
  const watch: Watch = {
    onEvent: (raw) => {
      const event = simplify(raw);
      // What the engine makes of the program's own fault only repeats it.
      if (!event || (fault && event.kind === "diagnostic")) return;
      events.push(event);
      onEvent?.(event);
    },
    signal,
    target: only?.map((one) => `urn:pulumi:${name}::${project}::**::${one}`),
  };
  try {
    const keepFault = (error: unknown) => {
      throw (fault = error);
    };
    const part = only && { names: only, before: await readBefore(session, program) };
    await work(await openStack(session, () => program(part).catch(keepFault)), watch);
  } catch (cause) {
    if (signal?.aborted) throw interrupted(name);
    const output = cause instanceof Error ? cause.message : String(cause);
    const { folder } = session.state;
    throw fault ?? explainFailure({ environment: name, folder, output, events, cause });
  }
  return summarize(events);
}

async function readBefore(session: Session, program: Program): Promise<SpecRecord | undefined> {
  const { deployment } = await (await openStack(session, program)).exportStack();
  return findRecord((deployment as StackState | undefined)?.resources);
}

export async function destroy(session: Session, run: Run): Promise<Result> {
  const {
    environment: { name },
    root,
    state,
  } = session;
  if (state.folder && !isKnown(state, name)) return summarize([]);
  return await operate(
    session,
    run,
    async () => ({}),
    async (stack, watch) => {
      await stack.destroy(watch);
      // Settings that name a shared secrets provider are the team's, and in git. Values that were
      // set are kept as generated ones are: until the data goes.
      await stack.workspace.removeStack(name, {
        preserveConfig: state.secretsProvider !== undefined || listConfigured(root, name).size > 0,
      });
    },
  );
}

function interrupted(name: string): PlatformError {
  return new PlatformError("interrupted", `stopped while changing ${name}`, {
    hint: "type the same command again: it goes on from here",
  });
}

function summarize(events: readonly EngineEvent[]): Result {
  const summary = events.findLast((event) => event.kind === "summary");
  const changes = summary?.changes ?? {};
  const changed = Object.entries(changes).some(
    ([operation, count]) => !["same", "read"].includes(operation) && count > 0,
  );
  return { changes, changed, seconds: summary?.seconds ?? 0 };
}
