/** Opens the generated secrets of an environment where it can be reached; none where it cannot. */

import { isPlatformError } from "../../../platform/errors.ts";
import type { KeptSecrets } from "../../../platform/targets/operations.ts";
import { openOperations } from "../operations.ts";
import type { Call } from "../verb.ts";

export async function tryKeptSecrets(call: Call): Promise<KeptSecrets | undefined> {
  try {
    const { operations: { secrets } } = await openOperations(call);
    return secrets && {
      ...secrets,
      read: async (name) => {
        try {
          return await secrets.read(name);
        } catch (error) {
          if (!isPlatformError(error)) throw error;
          return undefined; // then what was seen of it at the last up counts
        }
      },
    };
  } catch (error) {
    if (!isPlatformError(error)) throw error;
    return undefined;
  }
}
