/** Are files or processes of the environment lost? The target looks. */

import type { Operations } from "../../../platform/targets/operations.ts";
import { asTyped } from "../as-typed.ts";
import { openOperations } from "../operations.ts";
import type { Check } from "./finding.ts";

export const checkTroubles: Check = async (call) => {
  const { operations } = await openOperations(call);
  const troubles = (await operations.troubles?.({ thorough: true })) ?? [];
  return troubles.map(({ message, hint }) => ({ check: "files", ok: false, message, hint }));
};

/** As notes beside the output of another verb. */
export async function describeTroubles(
  { troubles }: Pick<Operations, "troubles">, look: { thorough: boolean },
): Promise<string[]> {
  const found = (await troubles?.(look)) ?? [];
  return found.map(({ message, hint }) => asTyped(`warning: ${message}\n  hint: ${hint}`));
}
