/** How grave what a scanner finds is. */

import { PlatformError } from "../../../platform/errors.ts";

/** From harmless to grave. */
export const severities = ["low", "medium", "high"] as const;

export type Severity = (typeof severities)[number];

/** Throws `usage`. */
export function readSeverity(given: unknown, what: string): Severity {
  const found = severities.find((one) => one === given);
  if (found) return found;
  throw new PlatformError("usage", `"${String(given)}" is no severity`, {
    hint: `${what} ${severities.join("|")}`,
  });
}

export function isAtLeast(one: Severity, least: Severity): boolean {
  return severities.indexOf(one) >= severities.indexOf(least);
}
