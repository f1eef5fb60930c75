/** Says which secrets are too short to be masked. */

import { shortestMasked } from "../../../platform/masking/forms.ts";
import { takeTooShort } from "../../../platform/masking/known-secrets.ts";
import type { Output } from "../output.ts";

export function warnTooShort(output: Pick<Output, "note">): void {
  for (const name of takeTooShort()) {
    output.note(`warning: the value of ${name} is shorter than ${shortestMasked} characters, so output is not masked for it`);
  }
}
