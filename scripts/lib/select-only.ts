/** Which resources `--only` means: those of the named components and of all that they need. */

import type { Deployment } from "./deployment.ts";
import { findNeeds, ownerOf } from "./needs.ts";
import { checkComponents } from "./operations.ts";

type Known = Pick<Deployment, "environment" | "declarations">;

/** Gives names of resources; nothing when all are meant. Throws `component_unknown`. */
export function selectOnly(flag: unknown, known: Known): string[] | undefined {
  if (!Array.isArray(flag) || flag.length === 0) return undefined;
  const named = flag as string[];
  checkComponents(known, named);
  const needs = findNeeds(known.declarations);
  const chosen = new Set<string>();
  const choose = (component: string) => {
    if (chosen.has(component)) return;
    chosen.add(component);
    needs.get(component)?.forEach(choose);
  };
  named.forEach(choose);
  const resources = known.declarations.filter((one) => chosen.has(ownerOf(one)));
  return [...chosen, ...resources.map(({ name }) => name)];
}
