/** `andamio audit-tail`: the last rows of the app's audit log, newest first. */

import { locateJob } from "./lib/checklists/ask-running.ts";
import { execIn } from "./lib/exec-in.ts";
import { openOperations } from "./lib/operations.ts";
import type { Verb } from "./lib/verb.ts";

export const auditTail: Verb = {
  usage: "audit-tail [ENV] [--limit N]",
  about: "Prints the last events of the app's audit log, newest first: when, what, and who.",
  flags: { limit: { type: "string", value: "N", about: "events; default 10" } },
  examples: [
    ["audit-tail", "the last ten of dev"],
    ["audit-tail prod --limit 50", "more, of prod"],
  ],
  takes: "nothing",
  changes: false,
  async run(call) {
    const opened = await openOperations(call);
    const { component, command } = locateJob(opened, "audit-tail", "--limit", String(call.flags.limit ?? "10"));
    return execIn(call, opened, component, command);
  },
};
