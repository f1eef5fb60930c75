/**
 * One environment from what was merged: looked at, planned, applied, and put on record. Each step
 * is a verb of its own, and leaves a file below reports/deploy.
 */

import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";

import { type Environment, loadEnvironment } from "../../../platform/environment.ts";
import { isPlatformError, PlatformError } from "../../../platform/errors.ts";
import { renderMarkdown } from "../../../platform/plan/render-markdown.ts";
import { readCommit } from "../../../platform/read-commit.ts";
import type { Output } from "../output.ts";
import { judgeEnvironment, refuseViolations } from "../policies.ts";
import { readPlan } from "../saved-plan.ts";
import type { Call } from "../verb.ts";
import { appendReport, writeReport } from "../write-report.ts";
import { refuseForeignBranch, refuseLostState } from "./refusals.ts";

/** Looks first, then plans; gives the plan's file. Throws what refuses it. */
export async function planEnvironment(call: Call): Promise<string> {
  const environment = loadEnvironment(call.root, call.environment);
  refuseForeignBranch(environment);
  refuseLostState(environment);
  await checkSecurity(call, environment);
  const { name } = environment;
  const file = join(folderOf(call.root), `${name}.plan.json`);
  const { preview } = await import("../../preview.ts");
  const quiet = { ...call.output, result: () => undefined };
  const code = await preview.run({ ...call, verb: "preview", flags: { save: file }, output: quiet });
  const { plan } = readPlan(file, name, call.root);
  if (process.env.GITHUB_STEP_SUMMARY) {
    appendReport(process.env.GITHUB_STEP_SUMMARY, renderMarkdown(plan));
  }
  if (code === 0) return file;
  const [first] = plan.refused;
  throw new PlatformError("policy_violated", `${name} is not deployed: ${first?.message ?? "the plan is refused"}`, {
    hint: `andamio preview ${name}`,
  });
}

/** Applies a plan, and nothing else; what came of it is on record either way. */
export async function applyPlan(call: Call, file: string): Promise<number> {
  const { root, environment: name } = call;
  const environment = loadEnvironment(root, name);
  refuseForeignBranch(environment);
  refuseLostState(environment);
  const start = new Date();
  const { digest } = readPlan(file, name, root).plan;
  const commit = readCommit(root);
  const known = { environment: name, commit, plan: digest, at: start.toISOString() };
  const record = (more: object) => {
    const seconds = Math.round((Date.now() - start.getTime()) / 1000);
    writeReport(join(folderOf(root), `${name}.json`), { ...known, seconds, ...more });
  };
  const { up } = await import("../../up.ts");
  const log = join(folderOf(root), `${name}.log`);
  writeReport(log, "");
  try {
    const output = keepLog(call.output, log);
    const code = await up.run({ ...call, verb: "up", names: [], flags: { plan: file }, output });
    record({ ok: code === 0 });
    return code;
  } catch (error) {
    if (isPlatformError(error)) appendReport(log, describeFailure(error));
    record({ ok: false, why: isPlatformError(error) ? error.code : "internal" });
    throw error;
  }
}

/** Rules and secrets, before anything is asked of the engine. */
async function checkSecurity(call: Call, environment: Environment): Promise<void> {
  const judged = judgeEnvironment(environment);
  const { secrets } = await import("../../secrets.ts");
  let told: unknown;
  const output = { ...call.output, result: (value: unknown) => { told = value; } };
  const code = await secrets.run({ ...call, names: ["check"], flags: {}, output });
  const findings = judged.findings.map(({ rule, level, components, reason, waived }) =>
    ({ rule, level, components, reason, waived: waived !== undefined }));
  const { name } = environment;
  const report = join(folderOf(call.root), `${name}.security.json`);
  writeReport(report, { environment: name, findings, secrets: told });
  refuseViolations(judged);
  if (code !== 0) {
    throw new PlatformError("secret_missing", `the secrets of ${name} are not as agreed, and nothing was changed`, {
      hint: `andamio secrets check -e ${name}`,
    });
  }
}

function describeFailure({ message, diagnostics }: PlatformError): string {
  const lines = diagnostics.map((one) => `  ${one.file}:${one.line}:${one.column}: ${one.message}\n`);
  return `error: ${message}\n${lines.join("")}`;
}

/** What people are told is kept for who reads it later, too. */
function keepLog(output: Output, log: string): Output {
  const keep = (text: string) => appendReport(log, `${stripVTControlCharacters(text)}\n`);
  return {
    ...output,
    note(text) {
      keep(text);
      output.note(text);
    },
    result(value, text) {
      keep(text);
      output.result(value, text);
    },
  };
}

function folderOf(root: string): string {
  return join(root, "reports/deploy");
}
