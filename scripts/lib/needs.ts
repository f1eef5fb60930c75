/** Which components need which, as their declarations say. Pure. */

import { needsOf } from "../../platform/sort-declarations.ts";
import type { Declaration } from "../../platform/targets/target.ts";

export type Needs = ReadonlyMap<string, ReadonlySet<string>>;

/** Component → the components that must be there first, in the order in which they are declared. */
export function findNeeds(declarations: readonly Declaration[]): Needs {
  const owner = new Map(declarations.map((one) => [one.name, ownerOf(one)]));
  const needs = new Map<string, Set<string>>();
  for (const declaration of declarations) {
    const own = ownerOf(declaration);
    const found = needs.get(own) ?? new Set<string>();
    needs.set(own, found);
    for (const resource of needsOf(declaration)) {
      const component = owner.get(resource);
      if (component !== undefined && component !== own) found.add(component);
    }
  }
  return needs;
}

/** The component; what several share, as the build of an image, stands for itself. */
export function ownerOf({ name, parent }: Declaration): string {
  return parent === "" ? name : parent;
}
