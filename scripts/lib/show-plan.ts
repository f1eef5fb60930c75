/** Puts a plan out in the form that was asked for; gives the exit code. */

import type { Plan } from "../../platform/plan/plan.ts";
import { renderMarkdown } from "../../platform/plan/render-markdown.ts";
import { type Look, renderText } from "../../platform/plan/render-text.ts";
import { columnsOf, paint } from "./output.ts";
import type { Call } from "./verb.ts";

/** 2 when something is refused, 3 when something would change and that was asked for. */
export function showPlan(plan: Plan, { output, flags }: Call): number {
  const look: Look = {
    columns: columnsOf(output.stdout),
    paint: (style, text) => paint(output.stdout, style, text),
  };
  const ok = plan.refused.length === 0;
  if (flags.markdown === true) output.document({ ok, ...plan }, renderMarkdown(plan));
  else output.result({ ok, ...plan }, renderText(plan, look));
  if (!ok) return 2;
  return plan.changed && flags["exit-code"] === true ? 3 : 0;
}
