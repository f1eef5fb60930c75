/** What a check of `andamio doctor` tells. */

import type { Environment } from "../../../platform/environment.ts";
import type { LogLine } from "../../../platform/targets/operations.ts";
import type { Call } from "../verb.ts";

export interface Finding {
  /** What was looked at, as `tool` or `port`. */
  check: string;
  ok: boolean;
  message: string;
  /** What to do. */
  hint?: string;
  /** Last log lines of the component that it is about. */
  log?: readonly LogLine[];
}

export type Check = (call: Call, environment: Environment) => Promise<readonly Finding[]>;
