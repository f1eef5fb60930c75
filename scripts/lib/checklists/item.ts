/** What stands on a checklist: something that a command can know, or that only a person can say. */

import type { Call } from "../verb.ts";

export interface Outcome {
  state: "passed" | "failed" | "warning" | "open";
  detail: string;
}

export interface Item {
  name: string;
  asks: string;
  /** Absent where only a person can say. */
  check?(call: Call): Promise<Outcome> | Outcome;
}

export function passIf(holds: boolean, detail: string): Outcome {
  return { state: holds ? "passed" : "failed", detail };
}
