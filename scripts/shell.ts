/** `andamio shell`: a JavaScript prompt where the app runs, with its database open. */

import { locateJob } from "./lib/checklists/ask-running.ts";
import { execIn } from "./lib/exec-in.ts";
import { openOperations } from "./lib/operations.ts";
import type { Verb } from "./lib/verb.ts";

export const shell: Verb = {
  usage: "shell [ENV]",
  about: "A JavaScript prompt where the app runs, with its database open as db, a Prisma client.",
  flags: {},
  examples: [
    ["shell", "then: await db.user.count()"],
    ["shell dev < lines.js", "lines from a file"],
  ],
  takes: "nothing",
  changes: true,
  async run(call) {
    const opened = await openOperations(call);
    const { component, command } = locateJob(opened, "shell");
    return execIn(call, opened, component, command);
  },
};
