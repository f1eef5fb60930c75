/**
 * Opens the running side of an environment for the verbs that look at it or steer it. The engine
 * is not loaded.
 */

import type { Component, Environment } from "../../platform/environment.ts";
import { isPlatformError, PlatformError } from "../../platform/errors.ts";
import type { Operations, UnitStatus } from "../../platform/targets/operations.ts";
import { asTyped } from "./as-typed.ts";
import { describeChoice } from "./suggest.ts";
import type { Call } from "./verb.ts";

/** What runs, and what its file says of it. */
export type Unit = UnitStatus & { labels?: Readonly<Record<string, string>> };

export interface Opened {
  operations: Operations;
  /** In the order of the file. */
  readStatus: () => Promise<readonly Unit[]>;
  /** Absent when the file has faults: what runs can still be looked at and stopped. */
  environment?: Environment;
}

export async function openOperations(call: Call): Promise<Opened> {
  const environment = await tryLoad(call);
  const { targets } = await import("../../platform/targets/index.ts");
  const [first] = Object.values(targets);
  const target = environment === undefined ? first : targets[environment.target];
  if (target === undefined) {
    throw new PlatformError("target_unsupported", `there is no target "${environment?.target}"`);
  }
  const operations = await target.operate({ name: call.environment, root: call.root });
  return { environment, operations, readStatus: () => readStatus(operations, environment) };
}

/** A target knows processes; what kind of component each belongs to stands in the file. */
async function readStatus(
  operations: Operations, environment: Environment | undefined,
): Promise<readonly Unit[]> {
  const units = await operations.status();
  const order = Object.keys(environment?.components ?? {});
  return units
    .map((unit) => describeUnit(unit, environment?.components[unit.component]))
    .toSorted((a, b) => order.indexOf(a.component) - order.indexOf(b.component));
}

function describeUnit(unit: UnitStatus, component: Component | undefined): Unit {
  const labels = (component?.labels ?? {}) as Record<string, string>;
  const kind = component?.kind ?? unit.kind;
  return { ...unit, kind, ...(Object.keys(labels).length === 0 ? {} : { labels }) };
}

/** The same, for what starts or stops processes: that needs the supervisor's program. */
export async function openSteering(call: Call): Promise<Opened> {
  const { findTool } = await import("./tools.ts");
  const onProgress = call.output.note;
  const { path } = await findTool("process-compose", { onProgress, signal: call.signal });
  process.env.ANDAMIO_PROCESS_COMPOSE ??= path;
  return openOperations(call);
}

/** A file with faults must not keep anybody from stopping what it once started. */
async function tryLoad(call: Call): Promise<Environment | undefined> {
  const { loadEnvironment } = await import("../../platform/environment.ts");
  try {
    return loadEnvironment(call.root, call.environment);
  } catch (error) {
    if (!isPlatformError(error) || error.code !== "spec_invalid") {
      throw error;
    }
    call.output.note(asTyped(`note: the file of ${call.environment} has faults: andamio validate ${call.environment}`));
    return undefined;
  }
}

/** Throws `component_unknown`. Of a faulty file any name is taken. */
export function checkComponents(
  { environment }: Pick<Opened, "environment">, names: readonly string[], kinds?: readonly string[],
): void {
  if (environment === undefined) {
    return;
  }
  const known = Object.entries(environment.components)
    .filter(([, { kind }]) => kinds === undefined || kinds.includes(kind))
    .map(([name]) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const what = kinds === undefined ? "component" : kinds.join(" or ");
    const hint = known.length === 0 ? `${environment.name} has no ${what}` : describeChoice(unknown, known, `${environment.name} has`);
    throw new PlatformError("component_unknown", `${environment.name} has no ${what} called "${unknown}"`, { hint });
  }
}
