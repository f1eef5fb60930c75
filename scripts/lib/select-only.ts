/** Which resources `--only` means: those of the named components and of all that they need. */

import { PlatformError } from "../../platform/errors.ts";
import type { Deployment } from "./deployment.ts";
import { findNeeds, ownerOf } from "./needs.ts";
import { describeChoice } from "./suggest.ts";

/** Gives names of resources; nothing when all are meant. Throws `component_unknown`. */
export function selectOnly(flag: unknown, { environment, declarations }: Pick<Deployment, "environment" | "declarations">): string[] | undefined {
  if (!Array.isArray(flag) || flag.length === 0) return undefined;
  const needs = findNeeds(declarations);
  const chosen = new Set<string>();
  const choose = (component: string) => {
    if (chosen.has(component)) return;
    chosen.add(component);
    needs.get(component)?.forEach(choose);
  };
  for (const name of flag as string[]) {
    if (!Object.hasOwn(environment.components, name)) {
      throw new PlatformError("component_unknown", `${environment.name} has no component called "${name}"`, {
        hint: describeChoice(name, Object.keys(environment.components), `${environment.name} has`),
      });
    }
    choose(name);
  }
  return [...chosen, ...declarations.filter((one) => chosen.has(ownerOf(one))).map(({ name }) => name)];
}
