/**
 * Finds or makes the programs that an environment needs on this machine, by name. Never loads
 * Pulumi.
 */
import type { Target } from "../../platform/targets/target.ts";
import { findDocker } from "./tools/docker.ts";
import { findProcessCompose } from "./tools/process-compose.ts";
import { findPulumi } from "./tools/pulumi.ts";
import { findServer, mariadb, postgresql, redis } from "./tools/servers.ts";
import type { FindOptions, Tool, ToolName } from "./tools/tool.ts";

export type { FindOptions, Tool, ToolName } from "./tools/tool.ts";

const finders: Readonly<Record<ToolName, (options: FindOptions) => Promise<Tool>>> = {
  pulumi: findPulumi,
  "process-compose": findProcessCompose,
  "redis-server": (options) => findServer(redis, options),
  postgresql: (options) => findServer(postgresql, options),
  mariadb: (options) => findServer(mariadb, options),
  docker: findDocker,
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

/** Which tools a target takes for these components, by variable. */
export function toolNames(
  target: Target,
  components: readonly Readonly<Record<string, unknown>>[],
): Record<string, ToolName> {
  return target.tools(components) as Record<string, ToolName>;
}

/**
 * Where they are, by variable. One after the other: the builds share the processors, and the
 * package manager has a lock.
 */
export async function findTools(
  names: Readonly<Record<string, ToolName>>,
  options: FindOptions = {},
): Promise<Record<string, string>> {
  const paths: Record<string, string> = {};
  for (const [variable, name] of Object.entries(names)) {
    paths[variable] = (await findTool(name, options)).path;
  }
  return paths;
}
