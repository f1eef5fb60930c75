/** The running side of this target. */
import type { Operations } from "../operations.ts";

export function operate(_of: { name: string }): Operations {
  throw new Error("not yet");
}
