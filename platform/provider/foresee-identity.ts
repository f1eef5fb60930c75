/** Which data a volume will hold: the same, as long as it was found as it was left. */
import type { Outputs } from "./handler.ts";
import { sound, unknown } from "./values.ts";

export function foreseeIdentity(before: Outputs | undefined): unknown {
  return before?.["observed"] === sound ? before["identity"] : unknown;
}
