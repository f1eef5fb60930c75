/** Puts each resource after what it refers to; otherwise the order in which they came stays. */
import type { Declaration } from "./targets/target.ts";
import type { Ref } from "./targets/values.ts";

export function sortDeclarations(declarations: readonly Declaration[]): Declaration[] {
  const byName = new Map(declarations.map((one) => [one.name, one]));
  const sorted = new Set<Declaration>();
  const open = new Set<Declaration>();
  const visit = (one: Declaration): void => {
    if (sorted.has(one)) return;
    if (open.has(one)) throw new Error(`${one.name} needs itself`);
    open.add(one);
    for (const name of needsOf(one)) {
      const needed = byName.get(name);
      if (!needed) throw new Error(`${one.name} needs ${name}, which nobody declared`);
      visit(needed);
    }
    sorted.add(one);
  };
  for (const one of declarations) visit(one);
  return [...sorted];
}

/** Names of all that must be there before it. */
export function needsOf({ props, needs, provider }: Declaration): string[] {
  const used = listRefs(props).map(({ $ref }) => $ref);
  return [...new Set([...(provider ? [provider] : []), ...needs, ...used])];
}

/** All references anywhere inside. */
export function listRefs(value: unknown): Ref[] {
  if (typeof value !== "object" || value === null) return [];
  if ("$ref" in value) return [value as Ref];
  return Object.values(value).flatMap(listRefs);
}
