/** Judges an environment by the rules, with the files of its project at hand. Loads no Pulumi. */

import { declare } from "../../platform/declare.ts";
import type { Environment } from "../../platform/environment.ts";
import { PlatformError } from "../../platform/errors.ts";
import type { Declaration } from "../../platform/targets/target.ts";
import { diagnose } from "../../policies/diagnose.ts";
import { blocks, type Finding, judge } from "../../policies/judge.ts";
import { mend } from "../../policies/mend.ts";
import { openProjectFiles } from "../../policies/project-files.ts";

export interface Judged {
  /** With what rules of level `remediate` put right. */
  environment: Environment;
  declarations: readonly Declaration[];
  findings: readonly Finding[];
}

export function judgeEnvironment(loaded: Environment, now = new Date()): Judged {
  const declarations = declare(loaded);
  const findings = judge(loaded, declarations, { now, files: openProjectFiles(loaded.root) });
  const mended = mend(loaded, findings);
  if (mended === loaded) return { environment: loaded, declarations, findings };
  const merged = { ...loaded.merged, value: mend(loaded.merged.value, findings) };
  const environment = { ...mended, merged };
  return { environment, declarations: declare(environment), findings };
}

/** Throws `policy_violated` with the place of each violation. */
export function refuseViolations({ environment, findings }: Omit<Judged, "declarations">): void {
  const violations = findings.filter(blocks);
  if (violations.length === 0) return;
  const diagnostics = diagnose(violations, environment.locate);
  const count = violations.length === 1 ? "a rule" : `${violations.length} rules`;
  throw new PlatformError("policy_violated", `${environment.name} breaks ${count}, and nothing was changed`, {
    hint: "andamio policies RULE says why; a waiver in the file lets one pass for a time",
    diagnostics,
  });
}
