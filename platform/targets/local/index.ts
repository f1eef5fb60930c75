/** The target `local`: processes on this machine, without containers. */
import type { Target } from "../target.ts";
import { lower } from "./lower.ts";
import { support } from "./support.ts";
import { tools } from "./tools.ts";

export const local: Target = {
  name: "local",
  runsBy: "andamio:local:Workload",
  internalPaths: "restarted proxy",
  reloads: true,
  buildsBySteps: true,
  support,
  lower,
  tools,
  async operate(environment) {
    return (await import("./operate.ts")).operate(environment);
  },
};
