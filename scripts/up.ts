/** `andamio up`: brings an environment up, or up to date, and says what runs where. */

import { describeTroubles } from "./lib/checks/troubles.ts";
import { describeClosing, describeNothingChanged } from "./lib/closing.ts";
import { type Deployment, openDeployment } from "./lib/deployment.ts";
import { openOperations } from "./lib/operations.ts";
import { refuseMissing } from "./lib/secrets/refuse-missing.ts";
import { warnTooShort } from "./lib/secrets/warn-too-short.ts";
import { selectOnly } from "./lib/select-only.ts";
import type { Call, Verb } from "./lib/verb.ts";

export const up: Verb = {
  usage: "up [ENV] [--only NAME] [--plan FILE]",
  about: "Brings an environment up, mends what is broken, applies what changed in its files and touches nothing else. "
    + "Missing tools are installed first.",
  flags: {
    only: { type: "string", value: "NAME", multiple: true, about: "this component and what it needs; repeatable" },
    plan: { type: "string", value: "FILE", about: "apply what preview --save kept, and nothing else" },
    "no-install": { type: "boolean", about: "fail where a tool is missing" },
  },
  examples: [
    ["up", "bring dev up"],
    ["up single --json", "for a program; progress goes to stderr"],
    ["up --only db --only cache", "the databases alone"],
  ],
  takes: "nothing",
  changes: true,
  run,
};

async function run(call: Call): Promise<number> {
  const start = performance.now();
  const deployment = await openDeployment(call);
  (await import("./lib/policies.ts")).refuseViolations(deployment);
  await refuseMissing(deployment.environment);
  await endOverlaps(call, deployment);
  const only = selectOnly(call.flags.only, deployment);
  const { planUp } = await import("./lib/plan-up.ts");
  const blame = await planUp(call, deployment);
  warnTooShort(call.output);
  const changes = await deployment.act({
    direction: "up", only, blame, run: (engine, watch) => engine.up(watch),
  });
  const { operations, readStatus } = await openOperations(call);
  await (await import("./lib/secrets/observe.ts")).recordSecrets(deployment.environment, operations.secrets);
  const units = await readStatus();
  const seconds = (performance.now() - start) / 1000;
  const { environment } = deployment;
  const changed = Object.keys(changes).length > 0;
  if (changed) {
    const { explainPorts } = await import("./lib/checks/ports.ts");
    (await explainPorts(environment, operations, units)).forEach(call.output.note);
  }
  (await describeTroubles(operations, { thorough: false })).forEach(call.output.note);
  const { name, target } = environment;
  const done = { environment, units, changes, seconds, output: call.output };
  call.output.result(
    { ok: true, environment: name, target, changed, changes, seconds, units },
    changed ? describeClosing(done) : describeNothingChanged(done),
  );
  return 0;
}

/** What was kept of a rotation, when its time is over. */
async function endOverlaps(call: Call, { environment }: Deployment): Promise<void> {
  const { endOverlaps: end } = await import("./lib/secrets/rotate.ts");
  const { operations } = await openOperations(call);
  const ended = await end({ environment, kept: operations.secrets, now: new Date() });
  if (ended.length > 0) call.output.note(`the value before the last rotation is void: ${ended.join(", ")}`);
}
