/**
 * `andamio validate`: everything that is wrong with environment files, at once. Needs no network,
 * engine or credentials.
 */

import { listEnvironments, loadEnvironment } from "../platform/environment.ts";
import { type Diagnostic, isPlatformError, PlatformError } from "../platform/errors.ts";
import { mostShown } from "../platform/spec/faults.ts";
import { diagnose } from "../policies/diagnose.ts";
import { listMended } from "../policies/mend.ts";
import { describeDiagnostics } from "./lib/describe-diagnostics.ts";
import { paint } from "./lib/output.ts";
import { judgeEnvironment } from "./lib/policies.ts";
import { type Call, type Verb, withFlag } from "./lib/verb.ts";

export const validate: Verb = {
  usage: "validate [ENV…] [--all] [--effective]",
  about: "Checks environment files, and judges them by the rules: all faults in one run, each with file:line:column, "
    + "the faulty words and what to do. Exit code 2 when there are any.",
  flags: {
    all: { type: "boolean", about: "every file of environments/ that has a target" },
    effective: { type: "boolean", about: "print the layers merged, each value with its line" },
  },
  examples: [
    ["validate", "check dev"],
    ["validate dev single", "check two"],
    ["validate --all --json", "for CI"],
  ],
  takes: "environments",
  changes: false,
  run,
};

/** Every value that the files come to. Throws `spec_invalid`. */
async function showEffective(call: Call): Promise<number> {
  const { renderEffective } = await import("../platform/plan/effective.ts");
  const { sideOf } = await import("./lib/plan-parts.ts");
  const chosen = chooseEnvironments(call).map((name) => {
    const judged = judgeEnvironment(loadEnvironment(call.root, name));
    const side = sideOf(judged, name);
    const text = renderEffective(side, listMended(judged.findings));
    return { name, value: side.value, text: `# ${name}\n${text}` };
  });
  const environments = chosen.map(({ name, value }) => ({ environment: name, value }));
  call.output.document({ ok: true, environments }, chosen.map(({ text }) => text).join("\n"));
  return 0;
}

interface Checked {
  environment: string;
  ok: boolean;
  target?: string;
  components?: number;
  /** Complaints that a waiver covers. */
  waived?: number;
  diagnostics: readonly Diagnostic[];
}

async function run(call: Call): Promise<number> {
  if (call.flags.effective === true) return showEffective(call);
  const environments = chooseEnvironments(call).map((name) => check(call.root, name));
  const ok = environments.every((one) => one.ok);
  const shown = environments.map(({ diagnostics, ...one }) => ({
    ...one,
    diagnostics: diagnostics.slice(0, mostShown),
    ...(diagnostics.length > mostShown && { more: diagnostics.length - mostShown }),
  }));
  const text = environments.map((one) => describe(one, call)).join("\n");
  call.output.result({ ok, environments: shown }, text);
  return ok ? 0 : 2;
}

function chooseEnvironments(call: Call): readonly string[] {
  const names = withFlag(call, call.names);
  if (call.flags.all !== true) return names.length > 0 ? names : [call.environment];
  if (names.length === 0) return listEnvironments(call.root).map(({ name }) => name);
  throw new PlatformError("usage", `--all is every environment, and "${names[0]}" is named too`, { hint: "andamio validate --all" });
}

function check(root: string, name: string): Checked {
  try {
    const { environment, findings } = judgeEnvironment(loadEnvironment(root, name));
    const { target, components, locate } = environment;
    const count = Object.keys(components).length;
    const diagnostics = diagnose(findings, locate);
    const ok = diagnostics.every(({ severity }) => severity === "warning");
    const waived = findings.filter((finding) => finding.waived).length;
    return { environment: name, ok, target, components: count, waived, diagnostics };
  } catch (error) {
    if (!isPlatformError(error) || error.diagnostics.length === 0) throw error;
    return { environment: name, ok: false, diagnostics: error.diagnostics };
  }
}

function describe(checked: Checked, { output, root }: Call): string {
  const { environment, ok, target, components, diagnostics, waived = 0 } = checked;
  const faults = diagnostics.filter(({ severity }) => severity !== "warning").length;
  const counted = [
    ...(faults > 0 ? [paint(output.stdout, "red", count(faults, "fault"))] : []),
    ...(faults < diagnostics.length
      ? [paint(output.stdout, "yellow", count(diagnostics.length - faults, "warning"))]
      : []),
    ...(waived > 0 ? [`${waived} waived`] : []),
  ].join(", ");
  const said = diagnostics.length > 0 ? `${describeDiagnostics(diagnostics, root, output.stdout)}\n\n` : "";
  if (!ok) return `${said}${counted} in ${environment}\n`;
  const about = `${environment} (${components} components on ${target})`;
  return `${said}${paint(output.stdout, "green", "valid")}: ${about}${counted && `, ${counted}`}`;
}

function count(number: number, what: string): string {
  return number === 1 ? `1 ${what}` : `${number} ${what}s`;
}
