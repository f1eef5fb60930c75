/**
 * `andamio env`: what a hand-typed `pulumi up` needs in its environment, as lines for a shell.
 * Never a secret's value.
 */

import type { Call, Verb } from "./lib/verb.ts";

export const env: Verb = {
  usage: "env [ENV]",
  about: "Prints export lines with which pulumi, typed by hand, works on the same stack. "
    + "The passphrase is named by its file and never shown.",
  flags: { "no-install": { type: "boolean", about: "fail where a tool is missing" } },
  examples: [
    ["env dev", "look at them"],
    ["env dev --json", "as an object"],
  ],
  takes: "nothing",
  changes: false,
  run,
};

async function run(call: Call): Promise<number> {
  const { loadEnvironment } = await import("../platform/environment.ts");
  const { engineVariables } = await import("./lib/engine.ts");
  const variables = await engineVariables(loadEnvironment(call.root, call.environment), {
    root: call.root,
    onProgress: call.output.note,
    install: call.flags["no-install"] !== true,
    signal: call.signal,
  });
  const lines = Object.entries(variables).map(([name, value]) => `export ${name}=${quote(value)}`);
  call.output.result(variables, lines.join("\n"));
  return 0;
}

/** For any POSIX shell. */
function quote(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}
