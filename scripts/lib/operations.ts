/** Opens the running side of an environment for the verbs that look at it or steer it. The engine is not loaded. */

import type { Environment } from "../../platform/environment.ts";
import { isPlatformError, PlatformError } from "../../platform/errors.ts";
import type { Operations } from "../../platform/targets/target.ts";
import { asTyped } from "./as-typed.ts";
import { describeChoice } from "./suggest.ts";
import type { Call } from "./verb.ts";

export interface Opened {
  operations: Operations;
  /** Absent when the file has faults: what runs can still be looked at and stopped. */
  environment?: Environment;
}

export async function openOperations(call: Call): Promise<Opened> {
  const environment = await tryLoad(call);
  const { targets } = await import("../../platform/targets/index.ts");
  const target = environment === undefined ? Object.values(targets)[0] : targets[environment.target];
  if (target === undefined) {
    throw new PlatformError("target_unsupported", `there is no target "${environment?.target}"`);
  }
  return { environment, operations: await target.operate({ name: call.environment, root: call.root }) };
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
export function checkComponents({ environment }: Opened, names: readonly string[], kinds?: readonly string[]): void {
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
