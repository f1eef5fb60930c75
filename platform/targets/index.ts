/** The table of targets. */
import { docker } from "./docker/index.ts";
import { kubernetes } from "./kubernetes/index.ts";
import { local } from "./local/index.ts";
import type { Target } from "./target.ts";

export const targets: Readonly<Record<string, Target>> = { local, docker, kubernetes };
