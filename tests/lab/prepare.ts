/** Has a place ready before its tests, and ends what was started for them. */
import type { TestProject } from "vitest/node";

import { describePlugin } from "./plugins.ts";
import { isRequired, type LabName } from "./required.ts";

type Place = { address: string; end(): Promise<void> };

export async function prepare(
  project: TestProject,
  name: LabName,
  require: () => Promise<Place>,
): Promise<() => Promise<void>> {
  try {
    const { address, end } = await require();
    console.log(`${name}: ${address}, by ${describePlugin(name)}`);
    project.provide(name, { address });
    return end; // what ran before goes on
  } catch (error) {
    const missing = error instanceof Error ? error.message : String(error);
    if (isRequired(name)) throw error;
    console.warn(`${name}: its tests are skipped: ${missing}`);
    project.provide(name, { missing });
    return async () => undefined;
  }
}
