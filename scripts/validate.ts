/**
 * `andamio validate`: everything that is wrong with environment files, at once. Needs no network,
 * engine or credentials.
 */

import { listEnvironments, loadEnvironment } from "../platform/environment.ts";
import { type Diagnostic, isPlatformError } from "../platform/errors.ts";
import { describeDiagnostics } from "./lib/describe-diagnostics.ts";
import { paint } from "./lib/output.ts";
import type { Call, Verb } from "./lib/verb.ts";

export const validate: Verb = {
  usage: "validate [ENV…] [--all]",
  about: "Checks environment files: all faults in one run, each with file:line:column, the faulty words and what to do. "
    + "Exit code 2 when there are any.",
  flags: { all: { type: "boolean", about: "every file of environments/ that has a target" } },
  examples: [
    ["validate", "check dev"],
    ["validate dev single", "check two"],
    ["validate --all --json", "for CI"],
  ],
  takes: "environments",
  changes: false,
  run,
};

interface Checked {
  environment: string;
  ok: boolean;
  target?: string;
  components?: number;
  diagnostics: readonly Diagnostic[];
}

async function run(call: Call): Promise<number> {
  const environments = chooseEnvironments(call).map((name) => check(call.root, name));
  const ok = environments.every((one) => one.ok);
  call.output.result({ ok, environments }, environments.map((one) => describe(one, call)).join("\n"));
  return ok ? 0 : 2;
}

function chooseEnvironments({ root, flags, names, environment }: Call): readonly string[] {
  if (flags.all === true) return listEnvironments(root).map(({ name }) => name);
  return names.length > 0 ? names : [environment];
}

function check(root: string, name: string): Checked {
  try {
    const { target, components } = loadEnvironment(root, name);
    const count = Object.keys(components).length;
    return { environment: name, ok: true, target, components: count, diagnostics: [] };
  } catch (error) {
    if (!isPlatformError(error) || error.diagnostics.length === 0) throw error;
    return { environment: name, ok: false, diagnostics: error.diagnostics };
  }
}

function describe(checked: Checked, { output, root }: Call): string {
  const { environment, ok, target, components, diagnostics } = checked;
  if (ok) return `${paint(output.stdout, "green", "valid")}: ${environment} (${components} components on ${target})`;
  const count = diagnostics.length === 1 ? "1 fault" : `${diagnostics.length} faults`;
  return `${describeDiagnostics(diagnostics, root, output.stdout)}\n\n${paint(output.stdout, "red", count)} in ${environment}\n`;
}
