/** `andamio down`: stops everything, keeps the stack and the data. */

import { asTyped } from "./lib/as-typed.ts";
import { openSteering } from "./lib/operations.ts";
import { describeSeconds } from "./lib/output.ts";
import type { Call, Verb } from "./lib/verb.ts";

export const down: Verb = {
  usage: "down [ENV]",
  about: "Stops every process of an environment. The stack, the data and the builds stay: the next up starts it again.",
  flags: {},
  examples: [
    ["down", "stop dev"],
    ["down single", "stop single"],
  ],
  takes: "nothing",
  withoutFile: true,
  changes: true,
  run,
};

async function run(call: Call): Promise<number> {
  const { operations } = await openSteering(call);
  const start = performance.now();
  await operations.stop();
  const seconds = (performance.now() - start) / 1000;
  const { environment } = call;
  call.output.result(
    { ok: true, environment, seconds },
    asTyped(`Stopped ${environment} in ${describeSeconds(seconds)}; its data is kept.\nStart it again: andamio up ${environment}`),
  );
  return 0;
}
