/** What of an environment's files and processes is lost, as `andamio doctor` reports it. */
import type { Trouble } from "../operations.ts";
import { findChangedBuilds } from "./changed-builds.ts";
import { findInstance, findSupervisors } from "./instance.ts";
import type { EnvironmentPaths } from "./paths.ts";

export function findTroubles(paths: EnvironmentPaths, look: { thorough: boolean }): Trouble[] {
  const supervisors = findSupervisors(paths);
  const instance = findInstance(paths);
  const { environment } = paths;
  const troubles: Trouble[] = [];
  if (instance && instance.by !== "file") {
    const { pid } = instance.identity;
    troubles.push({
      message: `the supervisor of ${environment} (process ${pid}) runs, and its files are lost`,
      hint: `andamio up ${environment} repairs it; andamio down ${environment} ends it`,
    });
  }
  for (const { pid } of supervisors.filter((one) => one.pid !== instance?.identity.pid)) {
    troubles.push({
      message: `a second supervisor of ${environment} (process ${pid}) runs`,
      hint: `andamio up ${environment} ends it`,
    });
  }
  return [...troubles, ...findChangedBuilds(paths, look)];
}
