/**
 * Secrets as keyed fingerprints: that one has changed can be seen, and its value cannot be guessed
 * without the key, which lies beside the passphrase. Machines that come and go share one by
 * ANDAMIO_FINGERPRINT_KEY, so that what one of them planned is the same for the next.
 */

import { createHmac, randomBytes } from "node:crypto";
import { join } from "node:path";

import type { Mask } from "./plan/show.ts";
import { keepText } from "./targets/local/files.ts";

export type Fingerprint = (value: string) => string;

export function openFingerprints(root: string): Fingerprint {
  const key = openKey(root);
  return (value) => createHmac("sha256", key).update(value).digest("hex").slice(0, 8);
}

/** Signs what another machine with the same key must be able to trust. */
export function openSignatures(root: string): Fingerprint {
  const key = openKey(root);
  return (text) => createHmac("sha256", key).update(`andamio signature\n${text}`).digest("hex");
}

function openKey(root: string): string {
  return process.env.ANDAMIO_FINGERPRINT_KEY || readKey(join(root, ".andamio"));
}

export function maskBy(fingerprint: Fingerprint): Mask {
  return (value) => `(secret ${fingerprint(value)})`;
}

function readKey(folder: string): string {
  return keepText(join(folder, "fingerprint-key"), 43, () => randomBytes(32).toString("base64url"));
}
