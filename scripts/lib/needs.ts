/** Which components need which, as their declarations say. Pure. */

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
    for (const resource of [...declaration.needs, ...findReferences(declaration.props)]) {
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

/** Names of the resources that a value refers to, however deep. */
function findReferences(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  if ("$ref" in value && typeof value.$ref === "string") return [value.$ref];
  return Object.values(value).flatMap(findReferences);
}
