/** The plans of several environments against one commit; of one with faults, those. */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { type Diagnostic, isPlatformError } from "../../../platform/errors.ts";
import type { Plan } from "../../../platform/plan/plan.ts";
import { renderMarkdown } from "../../../platform/plan/render-markdown.ts";
import { planOffline } from "../offline-plan.ts";

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
  mkdirSync(folder, { recursive: true });
  for (const { name, plan } of previewed) {
    if (!plan) continue;
    writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(plan, null, 2)}\n`);
    writeFileSync(join(folder, `${name}.md`), renderMarkdown(plan));
  }
}
