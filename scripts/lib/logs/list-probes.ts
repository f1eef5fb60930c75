/** Which paths the health checks of an environment's components ask. Pure. */

import type { Environment } from "../../../platform/environment.ts";

/** By component; people ask `/` too. */
export function listProbes(environment?: Environment): Record<string, ReadonlySet<string>> {
  const components = Object.entries(environment?.components ?? {});
  return Object.fromEntries(components.map(([name, { health }]) => {
    const { path, livePath } = (health ?? {}) as { path?: string; livePath?: string };
    return [name, new Set([path, livePath].filter((one) => one !== undefined && one !== "/"))];
  })) as Record<string, ReadonlySet<string>>;
}
