/**
 * Which programs of this machine an environment wants, as the variables by which our provider finds
 * them.
 */
import type { Environment } from "../../../platform/environment.ts";
import { targets } from "../../../platform/targets/index.ts";
import { type FindOptions, findTools, toolNames } from "../tools.ts";
import { localCalls } from "./local-calls.ts";
import { openState } from "./state.ts";

export interface Place extends FindOptions {
  /** The project's folder. */
  root: string;
}

/** All that a hand-typed pulumi needs in its environment to mean the same stack. */
export async function engineVariables(
  environment: Environment,
  { root, ...options }: Place,
): Promise<Record<string, string>> {
  const { variables } = openState(environment, root);
  const target = targets[environment.target]!;
  const names = toolNames(target, Object.values(environment.components));
  const own = { ANDAMIO_ROOT: root, ANDAMIO_NODE: process.execPath };
  return { ...localCalls(), ...variables, ...own, ...(await findTools(names, options)) };
}
