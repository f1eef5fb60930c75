/** Takes components away whatever state they are in, so that the next `up` makes them anew. */
import { rmSync } from "node:fs";
import { join } from "node:path";

import { ownVolume } from "../values.ts";
import { discardChanged } from "./changed-builds.ts";
import type { Machine } from "./readiness.ts";
import { listUnits } from "./restart.ts";

export async function discardComponents(
  machine: Machine,
  components: readonly string[],
  { data }: { data: boolean },
): Promise<void> {
  const units = listUnits(machine, components);
  discardChanged(machine.paths, components);
  await machine.supervisor.remove(units.map(({ name }) => name));
  if (!data) return;
  for (const component of components) {
    rmSync(join(machine.paths.data, ownVolume(component)), { recursive: true, force: true });
  }
}
