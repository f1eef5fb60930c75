/** Where messages of the contact form go besides the database (N003-153, X37). */

import type { Faults, Variables } from "./variables.ts";

export interface ContactConfig {
  recipients: string[];
  /** Keeps a copy of every message */
  file?: string;
}

export function readContact(variables: Variables, faults: Faults): ContactConfig {
  const recipients = (variables["CONTACT_RECIPIENTS"] ?? "")
    .split(",")
    .map((recipient) => recipient.trim())
    .filter((recipient) => recipient !== "");
  for (const recipient of recipients) {
    if (!/^[^\s@]+@[^\s@]+$/.test(recipient)) { faults.add("CONTACT_RECIPIENTS", `"${recipient}" is no e-mail address`); }
  }
  const file = variables["CONTACT_FILE"];
  return { recipients, ...(file && { file }) };
}
