/**
 * Which programs of this machine an environment wants, as the variables by which our provider finds
 * them.
 */
import type { Environment } from "../../../platform/environment.ts";
import { type FindOptions, type ToolName, toolPaths } from "../tools.ts";
import { openState } from "./state.ts";

export interface Place extends FindOptions {
  /** The project's folder. */
  root: string;
}

type Names = Partial<Record<ToolName, string>>;

/** All that a hand-typed pulumi needs in its environment to mean the same stack. */
export async function engineVariables(
  environment: Environment,
  { root, ...options }: Place,
): Promise<Record<string, string>> {
  const { variables } = openState(environment, root);
  const names = namesOf(environment);
  const paths = await toolPaths(Object.keys(names) as ToolName[], options);
  const found = Object.entries(names).map(([tool, name]) => [name, paths[tool as ToolName]]);
  const own = { ANDAMIO_ROOT: root, ANDAMIO_NODE: process.execPath };
  return { ...variables, ...own, ...Object.fromEntries(found) };
}

function namesOf({ components }: Environment): Names {
  const names: Names = { "process-compose": "ANDAMIO_PROCESS_COMPOSE" };
  const engines = Object.values(components).map(({ kind, engine }) => engine ?? kind);
  if (engines.includes("postgresql")) names.postgresql = "ANDAMIO_POSTGRESQL";
  if (engines.includes("Redis")) names["redis-server"] = "ANDAMIO_REDIS_SERVER";
  return names;
}
