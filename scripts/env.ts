/**
 * `andamio env`: what a hand-typed `pulumi up` needs in its environment, as lines for a shell.
 * Never a secret's value.
 */

import { writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Call, Verb } from "./lib/verb.ts";

export const env: Verb = {
  usage: "env [ENV] [--template [--write]]",
  about: "Prints export lines with which pulumi, typed by hand, works on the same stack. "
    + "The passphrase is named by its file and never shown.",
  flags: {
    "template": { type: "boolean", about: "an .env.example: what to set to deploy it" },
    "write": { type: "boolean", about: "put the template into .env.example" },
    "no-install": { type: "boolean", about: "fail where a tool is missing" },
  },
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
  const environment = loadEnvironment(call.root, call.environment);
  if (call.flags.template === true) {
    const { makeTemplate } = await import("./lib/env-template.ts");
    const template = makeTemplate(environment);
    if (call.flags.write === true) writeFileSync(join(call.root, ".env.example"), `${template}\n`);
    call.output.document({ environment: environment.name, template }, template);
    return 0;
  }
  const { engineVariables } = await import("./lib/engine.ts");
  const variables = await engineVariables(environment, {
    root: call.root,
    onProgress: call.output.note,
    install: call.flags["no-install"] !== true,
    signal: call.signal,
  });
  const lines = Object.entries(variables).map(([name, value]) => `export ${name}=${quote(value)}`);
  call.output.document(variables, lines.join("\n"));
  return 0;
}

/** For any POSIX shell. */
function quote(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}
