/** The plans of several environments against one commit; of one with faults, those. */

import { join } from "node:path";

import { type Diagnostic, isPlatformError } from "../../../platform/errors.ts";
import type { Plan } from "../../../platform/plan/plan.ts";
import { renderMarkdown } from "../../../platform/plan/render-markdown.ts";
import { planOffline } from "../offline-plan.ts";
import { writeReport } from "../write-report.ts";

export interface Previewed {
  name: string;
  plan?: Plan;
  /** Why there is no plan. */
  fault?: { message: string; diagnostics: readonly Diagnostic[] };
}

interface Request {
  root: string;
  environments: readonly string[];
  against: string;
  now: Date;
}

export function previewEnvironments(
  { root, environments, against, now }: Request,
): Previewed[] {
  return environments.map((name) => {
    try {
      return { name, plan: planOffline({ root, environment: name, against, now }) };
    } catch (error) {
      if (!isPlatformError(error) || error.code !== "spec_invalid") throw error;
      return { name, fault: error };
    }
  });
}

/** Whole, as files that the run keeps. */
export function writePlans(folder: string, previewed: readonly Previewed[]): void {
  for (const { name, plan } of previewed) {
    if (!plan) continue;
    writeReport(join(folder, `${name}.json`), plan);
    writeReport(join(folder, `${name}.md`), renderMarkdown(plan));
  }
}
