/** In which turn each resource can come: after all that it needs. */
import type { Declaration } from "../../target.ts";

/** They are sorted: each stands after what it needs. */
export function findWaves(declarations: readonly Declaration[]): ReadonlyMap<string, number> {
  const waves = new Map<string, number>();
  for (const { name, needs, props, provider } of declarations) {
    const all = [...needs, ...listUsed(props), ...(provider ? [provider] : [])];
    const before = all.map((one) => waves.get(one) ?? 0);
    waves.set(name, Math.max(-1, ...before) + 1);
  }
  return waves;
}

function listUsed(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  if ("$ref" in value) return [String(value.$ref)];
  return Object.values(value).flatMap(listUsed);
}
