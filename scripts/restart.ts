/** `andamio restart`: stops and starts what runs, with the version that was deployed last. */

import { checkComponents, openSteering } from "./lib/operations.ts";
import { describeSeconds } from "./lib/output.ts";
import type { Call, Verb } from "./lib/verb.ts";

export const restart: Verb = {
  usage: "restart [ENV] [NAME…]",
  about: "Restarts all components, or those named, as they were deployed last. Changes to the files are applied by up.",
  flags: {},
  examples: [
    ["restart", "everything in dev"],
    ["restart api tasks", "two components"],
  ],
  takes: "names",
  changes: true,
  run,
};

async function run(call: Call): Promise<number> {
  const opened = await openSteering(call);
  checkComponents(opened, call.names);
  const start = performance.now();
  await opened.operations.restart(call.names);
  const seconds = (performance.now() - start) / 1000;
  const what = call.names.length === 0 ? call.environment : call.names.join(", ");
  call.output.result(
    { ok: true, environment: call.environment, components: call.names, seconds },
    `Restarted ${what} in ${describeSeconds(seconds)}.`,
  );
  return 0;
}
