/** Are files or processes of the environment lost? The target looks. */

import { openOperations } from "../operations.ts";
import type { Check } from "./finding.ts";

export const checkTroubles: Check = async (call) => {
  const { operations } = await openOperations(call);
  const troubles = (await operations.troubles?.()) ?? [];
  return troubles.map(({ message, hint }) => ({ check: "files", ok: false, message, hint }));
};
