/** The table of targets. */
import { local } from "./local/index.ts";
import type { Target } from "./target.ts";

export const targets: Readonly<Record<string, Target>> = { local };
