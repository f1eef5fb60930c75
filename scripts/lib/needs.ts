/** Which components need which, as their declarations say. Pure. */

import type { Declaration } from "../../platform/targets/target.ts";

/** Component → the components that must be there first, in the order in which they are declared. */
export function findNeeds(declarations: readonly Declaration[]): ReadonlyMap<string, ReadonlySet<string>> {
  const owner = new Map(declarations.map(({ name, parent }) => [name, parent]));
  const needs = new Map<string, Set<string>>();
  for (const { parent, needs: named, props } of declarations) {
    const found = needs.get(parent) ?? new Set<string>();
    needs.set(parent, found);
    for (const resource of [...named, ...findReferences(props)]) {
      const component = owner.get(resource);
      if (component !== undefined && component !== parent) found.add(component);
    }
  }
  return needs;
}

/** Names of the resources that a value refers to, however deep. */
function findReferences(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return "$ref" in value && typeof value.$ref === "string" ? [value.$ref] : Object.values(value).flatMap(findReferences);
}
