/** How the programs of this target itself are started: by this Node, which runs TypeScript. */
import { join } from "node:path";

import type { EnvironmentPaths } from "./paths.ts";

/** The command line of one of the entries in this folder, which all begin with where they are. */
export function ownProgram(
  { root, environment }: EnvironmentPaths,
  file: "launcher.ts" | "proxy.ts" | "scheduler.ts" | "site.ts",
  ...args: string[]
): string[] {
  const program = join(import.meta.dirname, file);
  return [
    process.execPath,
    "--disable-warning=ExperimentalWarning",
    program,
    root,
    environment,
    ...args,
  ];
}
