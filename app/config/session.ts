/** How browsers stay signed in (N003-87, N003-94, N003-150). */

import { type Faults, readChoice, readFlag, type Variables } from "./variables.ts";

const sameSites = ["lax", "strict", "none"] as const;

export interface SessionConfig {
  seconds: number;
  secure: boolean;
  sameSite: (typeof sameSites)[number];
  /** Whether what changes something needs a token beside the cookie */
  csrf: boolean;
}

export function readSession(
  variables: Variables,
  { debug, tls }: { debug: boolean; tls: boolean },
  faults: Faults,
): SessionConfig {
  const session = {
    seconds: Math.round(readHours(variables, faults) * 3600),
    secure: readFlag(variables, "SESSION_COOKIE_SECURE", faults, tls),
    sameSite: readChoice(variables, "SESSION_COOKIE_SAMESITE", sameSites, "lax", faults),
    csrf: readFlag(variables, "ENABLE_CSRF", faults, !debug),
  };
  if (session.sameSite === "none" && !session.secure) { faults.add("SESSION_COOKIE_SAMESITE", "None is refused by browsers without Secure"); }
  return session;
}

function readHours(variables: Variables, faults: Faults): number {
  const text = variables["SESSION_LIFETIME_HOURS"] ?? "8";
  const hours = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && hours > 0 && hours <= 8760) return hours;
  faults.add("SESSION_LIFETIME_HOURS", `must be a number of hours up to 8760, not "${text}"`);
  return 8;
}
