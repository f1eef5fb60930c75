/** `andamio doctor`: what is missing or in the way, and what to do about it. */

import { isPlatformError } from "../platform/errors.ts";
import { asTyped } from "./lib/as-typed.ts";
import { checkFiles } from "./lib/checks/files.ts";
import type { Check, Finding } from "./lib/checks/finding.ts";
import { checkLocks } from "./lib/checks/locks.ts";
import { checkPorts } from "./lib/checks/ports.ts";
import { checkTools } from "./lib/checks/tools.ts";
import { checkTroubles } from "./lib/checks/troubles.ts";
import { checkUnits } from "./lib/checks/units.ts";
import { columnsOf, fit, type Output, paint, proseColumnsOf } from "./lib/output.ts";
import type { Call, Verb } from "./lib/verb.ts";
import { wrap } from "./lib/wrap.ts";

export const doctor: Verb = {
  usage: "doctor [ENV]",
  about: "Looks at the tools, the ports, the locks and what runs, and says of each trouble what to do, with the last "
    + "log lines. Exit code 1 when there is any. It changes nothing.",
  flags: {},
  examples: [
    ["doctor", "why does dev not work?"],
    ["doctor single --json", "for a program"],
  ],
  takes: "nothing",
  changes: false,
  run,
};

const checks: readonly Check[] = [
  checkTools, checkFiles, checkLocks, checkPorts, checkTroubles, checkUnits,
];

async function run(call: Call): Promise<number> {
  const { findKnown } = await import("./lib/recorded/environment-of.ts");
  const { environment, instead } = await findKnown(call.root, call.environment);
  const findings = instead === "faults" ? [describeFaults(call.environment)] : [];
  for (const check of checks) findings.push(...await survive(check(call, environment)));
  const ok = findings.every((finding) => finding.ok);
  const { name } = environment;
  call.output.result({ ok, environment: name, findings }, describe(findings, call.output));
  return ok ? 0 : 1;
}

/** What was deployed last is looked at then. */
function describeFaults(environment: string): Finding {
  const hint = asTyped(`andamio validate ${environment}`);
  return { check: "file", ok: false, message: `the file of ${environment} has faults`, hint };
}

/** A check that cannot look is a finding too. */
async function survive(check: ReturnType<Check>): Promise<readonly Finding[]> {
  try {
    return await check;
  } catch (error) {
    if (!isPlatformError(error)) throw error;
    return error.code === "not_running" ? [] : [{ check: error.code, ok: false, message: error.message, hint: error.hint }];
  }
}

function describe(findings: readonly Finding[], output: Output): string {
  const troubles = findings.filter(({ ok }) => !ok).length;
  const summary = troubles === 0 ? paint(output.stdout, "green", "No trouble found.") : paint(output.stdout, "red", `${troubles} to mend.`);
  return [...findings.map((finding) => describeFinding(finding, output)), "", summary].join("\n");
}

function describeFinding(finding: Finding, { stdout }: Output): string {
  const { ok, check, message, hint, log = [] } = finding;
  const mark = ok ? paint(stdout, "green", "✓") : paint(stdout, "red", "✗");
  const lines = [`${mark} ${check.padEnd(10)}${message}`];
  lines.push(...log.map(({ unit, text }) => paint(stdout, "dim", fit(`    ${unit} | ${text}`, columnsOf(stdout)))));
  if (!ok && hint !== undefined) {
    const arrow = `    ${paint(stdout, "cyan", "→")}`;
    const all = asTyped(hint).split("\n").map((line) => `${arrow} ${line}`);
    lines.push(wrap(all.join("\n"), proseColumnsOf(stdout), " ".repeat(6)));
  }
  return lines.join("\n");
}
