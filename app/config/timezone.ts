/** The time zone in which a day begins (X30). */

import type { Faults, Variables } from "./variables.ts";

export function readTimezone(variables: Variables, faults: Faults): string {
  const name = variables["TIMEZONE"] ?? "America/Argentina/Buenos_Aires";
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return name;
  } catch {
    faults.add("TIMEZONE", `"${name}" is not the name of a time zone`);
    return "UTC";
  }
}
