/** `andamio exec`: a command with the program, variables and files of a component. */

import { PlatformError } from "../platform/errors.ts";
import { execIn } from "./lib/exec-in.ts";
import { checkComponents, openOperations } from "./lib/operations.ts";
import type { Call, Verb } from "./lib/verb.ts";

export const exec: Verb = {
  usage: "exec [ENV] NAME -- COMMAND…",
  about: "Runs a command with the files and variables of a component. Its input, output and exit code are the command's.",
  flags: {},
  examples: [
    ["exec api -- node --version", "in dev"],
    ["exec dev api -- env", "the variables that it sees"],
    ["exec api -- sh < script.sh", "input is passed on"],
  ],
  takes: "command",
  changes: true,
  run,
};

async function run(call: Call): Promise<number> {
  const [name] = call.names;
  if (name === undefined || call.command.length === 0) {
    const missing = name === undefined ? "a component and a command" : "a command";
    throw new PlatformError("usage", `exec wants ${missing}`, { hint: "andamio exec NAME -- COMMAND…" });
  }
  const opened = await openOperations(call);
  checkComponents(opened, [name], ["Service", "Worker", "Job", "CronJob"]);
  return execIn(call, opened, name, call.command);
}
