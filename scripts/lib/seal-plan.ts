/**
 * A saved plan with the digest of all that the file says, signed with the fingerprint key: any edit
 * is seen, also by who can compute the digest.
 */

import { timingSafeEqual } from "node:crypto";

import { PlatformError } from "../../platform/errors.ts";
import { openSignatures } from "../../platform/fingerprint.ts";
import { digestOf } from "../../platform/plan/digest.ts";

/** The text of the file. */
export function sealPlan(saved: object, root: string): string {
  const digest = digestOf(saved);
  const signature = openSignatures(root)(digest);
  return write({ ...saved, digest, signature });
}

function write(sealed: object): string {
  return `${JSON.stringify(sealed, null, 2)}\n`;
}

interface Sealed {
  environment: string;
  digest?: unknown;
  signature?: unknown;
}

/** Throws `plan_edited`. */
export function refuseEdited(file: string, text: string, sealed: Sealed, root: string): void {
  const { digest, signature, ...saved } = sealed;
  const command = `andamio preview ${sealed.environment} --save ${file}`;
  const hint = `make it again with ${command}, and have that approved`;
  // what JSON reads twice or leaves out is an edit as well
  if (digest !== digestOf(saved) || text !== write(sealed)) {
    throw new PlatformError("plan_edited", `${file} was edited after it was saved`, { hint });
  }
  if (!isSame(String(signature), openSignatures(root)(digest))) {
    throw new PlatformError("plan_edited", `${file} is not signed with the key of this clone`, {
      hint: `set the ANDAMIO_FINGERPRINT_KEY that it was saved with, or ${hint}`,
    });
  }
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
