/** Opens a stack for the Automation API, which is handed in: this file loads no Pulumi. */
import type * as Automation from "@pulumi/pulumi/automation/index.js";

import type { Environment } from "../../../platform/environment.ts";
import type { Part } from "../../../platform/stack.ts";
import type { Tool } from "../tools.ts";
import { EngineCommand } from "./command.ts";
import { hasPending, withoutPending } from "./locks.ts";
import { removeTorn } from "./repair-state.ts";
import { findStackFile, project } from "./stack-file.ts";
import type { State } from "./state.ts";

export type Program = (part?: Part) => Promise<Record<string, unknown>>;

export interface Session {
  environment: Environment;
  /** The project's folder. */
  root: string;
  state: State;
  variables: Readonly<Record<string, string>>;
  automation: typeof Automation;
  pulumi: Tool;
  onProgress(text: string): void;
}

/** The stack, made when there is none, without what an interrupted run left open. */
export async function openStack(session: Session, program: Program): Promise<Automation.Stack> {
  const {
    environment: { name },
    root,
    state,
    automation,
    onProgress,
  } = session;
  const workspace = await automation.LocalWorkspace.create({
    program,
    workDir: root,
    secretsProvider: state.secretsProvider,
    pulumiCommand: (await openCommand(session)) as unknown as Automation.PulumiCommand,
  });
  // Every command names its stack, so selecting it would be a start of the engine for nothing.
  const wasKnown = isKnown(state, name);
  if (wasKnown) workspace.selectStack = async () => undefined;
  const stack = await automation.Stack.createOrSelect(name, workspace).catch((error: unknown) => {
    if (state.folder && !wasKnown) removeTorn({ state: state.folder, project, name });
    throw error;
  });
  // After each run the Automation API asks for outputs and history: three more starts of the engine
  // whose answers nobody reads.
  stack.outputs = async () => ({});
  stack.info = async () => undefined;
  if (!state.folder || hasPending(state.folder, project, name)) {
    await clearPending(stack, onProgress);
  }
  return stack;
}

/** Whether a state of this machine has the stack; of another one only the engine can tell. */
export function isKnown({ folder }: State, name: string): boolean {
  return folder !== undefined && findStackFile(folder, project, name) !== undefined;
}

export async function openCommand(
  { pulumi, variables, automation }: Session,
): Promise<EngineCommand> {
  const { SemVer } = await import("semver");
  return new EngineCommand(pulumi.path, new SemVer(pulumi.version), variables, (output) => {
    const isMissing = /no stack named.*found/.test(output.stderr);
    const Failure = isMissing ? automation.StackNotFoundError : automation.CommandError;
    const said = `${output.stderr}\n${output.stdout}`;
    return Reflect.construct(Failure, [{ ...output, toString: () => said }]) as Error;
  });
}

async function clearPending(
  stack: Automation.Stack,
  onProgress: Session["onProgress"],
): Promise<void> {
  const exported = await stack.exportStack();
  if (!(exported.deployment?.pending_operations?.length > 0)) return;
  onProgress("clearing what an interrupted run left open");
  await stack.importStack(withoutPending(exported));
}
