/** `andamio run`: a Job or CronJob once, now, with its log. */

import { PlatformError } from "../platform/errors.ts";
import { checkComponents, openOperations } from "./lib/operations.ts";
import { describeSeconds, paint } from "./lib/output.ts";
import type { Call, Verb } from "./lib/verb.ts";

export const run: Verb = {
  usage: "run [ENV] NAME",
  about: "Runs a Job or CronJob once, now, and shows its log. The exit code is the job's. A suspended CronJob runs too.",
  flags: {},
  examples: [
    ["run clear-sessions", "a CronJob of dev, now"],
    ["run single migrate", "a Job of single, once more"],
  ],
  takes: "name",
  changes: true,
  run: runJob,
};

async function runJob(call: Call): Promise<number> {
  const [name] = call.names;
  const { output } = call;
  if (name === undefined) {
    throw new PlatformError("usage", "run wants the name of a Job or CronJob", { hint: "andamio run clear-sessions" });
  }
  const opened = await openOperations(call);
  checkComponents(opened, [name], ["Job", "CronJob"]);
  const start = performance.now();
  // With --json the log goes to stderr, so that stdout holds the result alone.
  const stdout = output.json ? output.stderr : output.stdout;
  const exitCode = await opened.operations.run(name, { stdin: "inherit", stdout, stderr: output.stderr, signal: call.signal });
  const seconds = (performance.now() - start) / 1000;
  if (output.json) {
    output.result({ ok: exitCode === 0, environment: call.environment, component: name, exitCode, seconds }, "");
  } else if (exitCode === 0) {
    output.note(`${paint(output.stderr, "green", "done")}: ${name} in ${describeSeconds(seconds)}`);
  } else {
    output.note(`${paint(output.stderr, "red", "failed")}: ${name} ended with exit code ${exitCode} after ${describeSeconds(seconds)}`);
  }
  return exitCode;
}
