/**
 * Restarts components, one replica after the other, so that a Service with several goes on
 * answering.
 */
import { PlatformError } from "../../errors.ts";
import { awaitReady, type Machine } from "./readiness.ts";
import { notRunning } from "./supervisor.ts";
import { listRecords, readUnit, type Unit } from "./unit.ts";
import { readUpstreams, switchUpstreams } from "./upstreams.ts";

/** All components when none is named. Throws `component_unknown` for one that has no process. */
export async function restartComponents(
  machine: Machine,
  components: readonly string[],
): Promise<void> {
  if (!machine.supervisor.isRunning()) throw notRunning(machine.paths);
  for (const unit of listUnits(machine, components)) await restartUnit(machine, unit);
}

/** What runs all the time. Throws `component_unknown` for a component that has nothing of it. */
export function listUnits({ paths }: Machine, components: readonly string[]): Unit[] {
  const units = listRecords(paths)
    .filter(({ kind }) => kind !== "job" && kind !== "route")
    .flatMap(({ unit }) => readUnit(paths, unit) ?? []);
  if (units.length === 0) throw notRunning(paths);
  const unknown = components.find((name) => !units.some((unit) => unit.component === name));
  if (unknown) {
    throw new PlatformError("component_unknown", `${unknown} has no process`, {
      hint: `andamio status ${paths.environment}`,
    });
  }
  return units.filter((one) => components.length === 0 || components.includes(one.component));
}

async function restartUnit(machine: Machine, unit: Unit): Promise<void> {
  const { paths, supervisor } = machine;
  const route = `${unit.component}-route`;
  const upstreams = unit.kind === "workload" ? readUpstreams(paths, route) : [];
  const others = upstreams.filter((name) => name !== unit.name);
  if (others.length > 0) await switchUpstreams(paths, route, others, unit.stop.graceSeconds);
  try {
    await supervisor.restart([unit.name]);
    await awaitReady(machine, [unit]);
  } finally {
    if (others.length > 0) await switchUpstreams(paths, route, upstreams, 0);
  }
}
