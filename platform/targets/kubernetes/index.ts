/** The target `kubernetes`: pods of a cluster. */
import type { Target } from "../target.ts";
import { lower } from "./lower.ts";
import { render } from "./render/render.ts";
import { reach, settings } from "./settings.ts";
import { support } from "./support.ts";
import { surround } from "./surround.ts";

export const kubernetes: Target = {
  name: "kubernetes",
  runsBy: "andamio:kubernetes:Rollout",
  internalPaths: "program",
  settings,
  reach,
  explicit: ["context"],
  explicitWithRoute: ["trustedProxies"],
  // a Secret takes 1 MiB, and an object with its pods little more
  mostOfProgram: 1024 * 1024,
  followsClock: true,
  support,
  lower,
  surround,
  render,
  tools: () => ({}),
  async resourceClass(type) {
    return (await import("./resources.ts")).resourceClass(type);
  },
  async operate(environment) {
    return (await import("./operate.ts")).operate(environment);
  },
};
