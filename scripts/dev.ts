/** `andamio dev`: brings an environment up, and up to date whenever a file of it is edited. */

import { type Environment, loadEnvironment } from "../platform/environment.ts";
import { PlatformError } from "../platform/errors.ts";
import { targets } from "../platform/targets/index.ts";
import { asTyped } from "./lib/as-typed.ts";
import { reportError } from "./lib/errors.ts";
import type { Call, Verb } from "./lib/verb.ts";
import { awaitChange, fingerprint } from "./lib/watched-files.ts";
import { up } from "./up.ts";

export const dev: Verb = {
  usage: "dev [ENV]",
  about: "Brings an environment up and watches its files and the folders that its images are built from: "
    + "an edit is running as soon as it is built, without a lost request. Ctrl-C ends the watching alone.",
  flags: {
    "no-install": { type: "boolean", about: "fail where a tool is missing" },
  },
  examples: [
    ["dev", "edit, and see it run"],
    ["dev single", "another environment"],
  ],
  takes: "nothing",
  changes: true,
  run,
};

async function run(call: Call): Promise<number> {
  const { root, environment: name, signal, output } = call;
  const environment = loadEnvironment(root, name);
  refuseOthers(environment);
  const watched = { root, name, environment };
  let seen: string | undefined = fingerprint(watched);
  await up.run(call);
  while (!signal.aborted) {
    output.note(`watching the files of ${name}; Ctrl-C ends it`);
    seen = await awaitChange(watched, seen, signal);
    if (seen === undefined) break;
    await up.run(call).catch(async (error: unknown) => {
      // a fault of an edit is for the next edit to mend
      if (!signal.aborted) await reportError(error, output, root);
    });
  }
  output.note(asTyped(`${name} goes on running: andamio down ${name} stops it`));
  return 0;
}

/** Throws `target_unsupported`. */
function refuseOthers({ target }: Environment): void {
  if (targets[target]?.reloads) return;
  const able = Object.values(targets).filter(({ reloads }) => reloads);
  throw new PlatformError("target_unsupported", `target ${target} does not follow the files of this machine`, {
    hint: `andamio up deploys them; dev works with target: ${able.map(({ name }) => name).join(" or ")}`,
  });
}
