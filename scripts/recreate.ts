/** `andamio recreate`: takes components away and makes them anew, and leaves the others alone. */

import { PlatformError } from "../platform/errors.ts";
import { confirmLoss } from "./lib/confirm.ts";
import { openDeployment } from "./lib/deployment.ts";
import { checkComponents, openSteering } from "./lib/operations.ts";
import { planUp } from "./lib/plan-up.ts";
import { refuseViolations } from "./lib/policies.ts";
import type { Call, Verb } from "./lib/verb.ts";
import { up } from "./up.ts";

export const recreate: Verb = {
  usage: "recreate [ENV] NAME… [--data [--yes]]",
  about: "Takes the named components away, whatever state they are in, and makes them anew as the files say. The others "
    + "go on, and data is kept; --data removes that of the named databases too, after asking. For a Service that is to "
    + "go on answering, restart is enough.",
  flags: {
    data: { type: "boolean", about: "remove their data too" },
    yes: { type: "boolean", short: "y", about: "do not ask" },
    "no-install": { type: "boolean", about: "fail where a tool is missing" },
  },
  examples: [
    ["recreate api", "a Service that is stuck"],
    ["recreate staging cache --data", "an empty Redis"],
  ],
  takes: "names",
  changes: true,
  run,
};

async function run(call: Call): Promise<number> {
  const { names, environment } = call;
  if (names.length === 0) {
    const hint = `andamio status ${environment} shows what there is`;
    throw new PlatformError("usage", "recreate wants the name of a component", { hint });
  }
  const deployment = await openDeployment(call);
  checkComponents(deployment, names);
  // nothing is taken away that could not come back
  refuseViolations(deployment);
  await planUp(call, deployment);
  const data = call.flags.data === true;
  if (data && !(await confirmLoss(call, `This removes the data of ${names.join(", ")} for good`))) {
    call.output.result({ ok: false, environment, removed: false }, "Nothing was removed.");
    return 1;
  }
  const { operations } = await openSteering(call);
  await operations.discard(names, { data });
  // Jobs run again where the data is new, whoever they belong to
  return up.run({ ...call, flags: { ...call.flags, only: data ? undefined : names } });
}
