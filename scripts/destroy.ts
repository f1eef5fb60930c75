/** `andamio destroy`: removes the stack; the data only with `--data`, and only after asking. */

import { rmSync } from "node:fs";

import type { Environment } from "../platform/environment.ts";
import { stackFileOf } from "../platform/stack-config.ts";
import { asTyped } from "./lib/as-typed.ts";
import { confirmLoss } from "./lib/confirm.ts";
import { openRemoval } from "./lib/deployment.ts";
import { openSteering } from "./lib/operations.ts";
import { describeSeconds } from "./lib/output.ts";
import { forgetRecord } from "./lib/secrets/record.ts";
import type { Call, Verb } from "./lib/verb.ts";

export const destroy: Verb = {
  usage: "destroy [ENV] [--data [--yes]]",
  about: "Stops everything and removes the stack. Data, and the passwords that open it, are kept and found again by the "
    + "next up; --data removes them too, after asking.",
  flags: {
    data: { type: "boolean", about: "remove the data too" },
    yes: { type: "boolean", short: "y", about: "do not ask" },
    "no-install": { type: "boolean", about: "fail where a tool is missing" },
  },
  examples: [
    ["destroy", "remove dev, keep its data"],
    ["destroy dev --data", "remove dev and its data"],
  ],
  takes: "nothing",
  withoutFile: true,
  changes: true,
  run,
};

async function run(call: Call): Promise<number> {
  const start = performance.now();
  const deployment = await openRemoval(call);
  const { environment } = deployment;
  const data = call.flags.data === true;
  if (data && !(await confirmLoss(call, describeLoss(environment)))) {
    call.output.result({ ok: false, environment: environment.name, removed: false }, "Nothing was removed.");
    return 1;
  }
  const changes = await deployment.act({ direction: "destroy", run: (engine, watch) => engine.destroy(watch) });
  await endLeftovers(call, environment);
  forgetRecord(call.root, environment.name);
  if (data) await removeData(call, environment);
  const seconds = (performance.now() - start) / 1000;
  const kept = data ? "Its data is gone too." : asTyped(`Its data is kept: andamio up ${environment.name} finds it.`);
  call.output.result(
    { ok: true, environment: environment.name, changes, data: data ? "removed" : "kept", seconds },
    `Removed ${environment.name} in ${describeSeconds(seconds)}. ${kept}`,
  );
  return 0;
}

/** What runs although the state knows nothing of it, as after its files were removed. */
async function endLeftovers(call: Call, environment: Environment): Promise<void> {
  const { operations } = await openSteering(call, environment);
  await operations.endLeftovers?.();
}

/** Its state is gone by now, so what it said is handed on. */
async function removeData(call: Call, environment: Environment): Promise<void> {
  const { operations } = await openSteering(call, environment);
  await operations.stop();
  await operations.removeData();
  // the settings of a shared secrets provider are the team's, and in git
  if (environment.state.secretsProvider !== undefined) return;
  rmSync(stackFileOf(call.root, environment.name), { force: true });
}

function describeLoss({ name, components }: Environment): string {
  const holders = Object.entries(components).filter(([, { kind }]) => ["Database", "Redis", "Secret"].includes(kind)).map(([component]) => component);
  return `This removes the data of ${name} for good: ${holders.join(", ") || "there is none"}`;
}
