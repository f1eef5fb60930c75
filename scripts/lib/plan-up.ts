/**
 * Looks at the plan before it is applied: a loss of data that nobody agreed to is refused, and so
 * is what was approved as something else.
 */

import { type Diagnostic, PlatformError } from "../../platform/errors.ts";
import type { Plan } from "../../platform/plan/plan.ts";
import type { Place } from "../../platform/spec/source.ts";
import type { Deployment } from "./deployment.ts";
import { planLive } from "./live-plan.ts";
import { readPlan, refuseMoved } from "./saved-plan.ts";
import type { Call } from "./verb.ts";

/**
 * Gives by component the change that it may fail by. Throws `data_loss`, `plan_moved` and
 * `plan_edited`.
 */
export async function planUp(call: Call, deployment: Deployment): Promise<Map<string, Place>> {
  const { plan: file } = call.flags;
  const { name } = deployment.environment;
  const saved = file === undefined ? undefined : readPlan(String(file), name, call.root);
  const engine = saved && (await deployment.openEngine());
  const now = saved ? new Date(saved.plan.now) : new Date();
  const plan = await planLive(call, deployment, { now, ...(engine && { engine }) });
  if (saved && engine) await refuseMoved(saved, plan, deployment, engine);
  refuseLoss(plan);
  return findBlame(plan);
}

function refuseLoss({ refused, environment }: Plan): void {
  if (refused.length === 0) return;
  const diagnostics = refused.map(({ message, place, hint }): Diagnostic => ({
    ...{ code: "data-loss", message, ...place },
    ...(hint && { help: `hint: ${hint}` }),
  }));
  throw new PlatformError("data_loss", `${environment} would lose data, and nothing was changed`, {
    hint: `andamio preview ${environment} shows what would happen`,
    diagnostics,
  });
}

/** The first change of the component itself, else the first that concerns it. */
function findBlame({ rows }: Plan): Map<string, Place> {
  const after = rows.filter(({ side }) => side === "after");
  const found = after.flatMap(({ effects, path, place }) =>
    effects.map(({ component }) => ({ component, place, own: path.split(".")[0] === component })),
  );
  const blame = new Map<string, Place>();
  for (const { component, place } of found.toSorted((a, b) => Number(b.own) - Number(a.own))) {
    if (!blame.has(component)) blame.set(component, place);
  }
  return blame;
}
