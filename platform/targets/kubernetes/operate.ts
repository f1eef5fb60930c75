/** The running side of this target, by the cluster's own API. Loads no Pulumi. */
import type { Operations } from "../operations.ts";

export async function operate(_environment: object): Promise<Operations> {
  throw new Error("not here yet");
}
