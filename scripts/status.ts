/** `andamio status`: what runs, where it answers, and why something does not. */

import { describeStatus } from "./lib/describe-status.ts";
import { openOperations } from "./lib/operations.ts";
import type { Call, Verb } from "./lib/verb.ts";

export const status: Verb = {
  usage: "status [ENV]",
  about: "Shows each component's state, address and last runs. Exit code 1 when something failed.",
  flags: {},
  examples: [
    ["status", "what runs of dev"],
    ["status single --json", "the same for a program"],
  ],
  takes: "nothing",
  withoutFile: true,
  changes: false,
  run,
};

async function run(call: Call): Promise<number> {
  const { readStatus, environment } = await openOperations(call);
  const units = await readStatus();
  const troubles: readonly string[] = ["failed", "starting", "stopped"];
  const ok = units.length > 0 && units.every(({ state }) => !troubles.includes(state));
  const { environment: name, output } = call;
  const { target, description, owner, labels } = environment ?? {};
  output.result(
    { ok, environment: name, target, description, owner, labels, units },
    describeStatus({ environment: name, output, units, about: environment }),
  );
  return units.some(({ state }) => state === "failed") ? 1 : 0;
}
