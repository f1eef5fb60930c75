/** Tells whether a value is still the one that was seen. */
import { createHash } from "node:crypto";

/** `sha256:` and the digest of the value as JSON. */
export function digestOf(value: unknown): string {
  return `sha256:${createHash("sha256").update(JSON.stringify(value)).digest("hex")}`;
}
