/** The keys of a JSON value and the types behind them, without the values. */

/** As `rows[].path: string`, sorted; a key of several types names each. */
export function shapeOf(value: unknown): string[] {
  const types = new Map<string, Set<string>>();
  collect(value, "", types);
  return [...types].map(([path, names]) => `${path}: ${[...names].sort().join(" | ")}`).sort();
}

function collect(value: unknown, path: string, types: Map<string, Set<string>>): void {
  if (Array.isArray(value)) {
    if (value.length === 0) note(`${path}[]`, "nothing", types);
    for (const item of value) collect(item, `${path}[]`, types);
  } else if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      collect(inner, path === "" ? key : `${path}.${key}`, types);
    }
  } else {
    note(path, value === null ? "null" : typeof value, types);
  }
}

function note(path: string, type: string, types: Map<string, Set<string>>): void {
  types.set(path, (types.get(path) ?? new Set()).add(type));
}
