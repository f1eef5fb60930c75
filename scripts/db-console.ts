/** `andamio db-console`: a prompt for SQL on the app's database, of whichever engine. */

import { locateJob } from "./lib/checklists/ask-running.ts";
import { execIn } from "./lib/exec-in.ts";
import { openOperations } from "./lib/operations.ts";
import type { Verb } from "./lib/verb.ts";

export const dbConsole: Verb = {
  usage: "db-console [ENV]",
  about: "A prompt for SQL on the app's database, of whichever engine, as the user that the app is. Statements end with a semicolon.",
  flags: {},
  examples: [
    ["db-console", "then: select count(*) from users;"],
    ["db-console dev < report.sql", "statements from a file"],
  ],
  takes: "nothing",
  changes: true,
  async run(call) {
    const opened = await openOperations(call);
    const { component, command } = locateJob(opened, "db-console");
    return execIn(call, opened, component, command);
  },
};
