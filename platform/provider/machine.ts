/** The paths and the supervisor of an environment, as the resources of one provider share them. */
import { pathsOf, projectRoot } from "../targets/local/paths.ts";
import type { Machine } from "../targets/local/readiness.ts";
import { openSupervisor } from "../targets/local/supervisor.ts";

const machines = new Map<string, Machine>();

export function machineOf({ environment }: { environment: string }): Machine {
  const known = machines.get(environment);
  if (known) return known;
  const paths = pathsOf(projectRoot(), environment);
  const machine = { paths, supervisor: openSupervisor(paths) };
  machines.set(environment, machine);
  return machine;
}
