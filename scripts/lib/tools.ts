/**
 * Finds or makes the programs that an environment needs on this machine, by name. Never loads
 * Pulumi.
 */
import { findProcessCompose } from "./tools/process-compose.ts";
import { findPulumi } from "./tools/pulumi.ts";
import { findServer, postgresql, redis } from "./tools/servers.ts";
import type { FindOptions, Tool, ToolName } from "./tools/tool.ts";

export type { FindOptions, Tool, ToolName } from "./tools/tool.ts";

const finders: Readonly<Record<ToolName, (options: FindOptions) => Promise<Tool>>> = {
  pulumi: findPulumi,
  "process-compose": findProcessCompose,
  "redis-server": (options) => findServer(redis, options),
  postgresql: (options) => findServer(postgresql, options),
};

/**
 * Throws tool_missing with what to type, when it is not there and cannot or may not be installed.
 */
export async function findTool(
  name: ToolName,
  { install = true, ...options }: FindOptions = {},
): Promise<Tool> {
  return await finders[name]({ ...options, install: install && !process.env.ANDAMIO_NO_INSTALL });
}

/** One after the other: the builds share the processors, and the package manager has a lock. */
export async function toolPaths<N extends ToolName>(
  names: readonly N[],
  options: FindOptions = {},
): Promise<Record<N, string>> {
  const paths: Partial<Record<N, string>> = {};
  for (const name of names) paths[name] = (await findTool(name, options)).path;
  return paths as Record<N, string>;
}
