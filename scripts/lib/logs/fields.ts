/** A log line that is a JSON object, as structured loggers write it. Pure. */

export type Fields = Readonly<Record<string, unknown>>;

/** `undefined` for any other line. */
export function parseFields(text: string): Fields | undefined {
  if (!text.startsWith("{") || !text.endsWith("}")) return undefined;
  try {
    return JSON.parse(text) as Fields;
  } catch {
    return undefined; // a line that only looks like it
  }
}

/** The first text or number among some paths, as `req.url`. */
export function pick(fields: Fields, paths: readonly string[]): string | number | undefined {
  for (const path of paths) {
    const value = fields[path] ?? follow(fields, path.split("."));
    if (typeof value === "string" || typeof value === "number") return value;
  }
  return undefined;
}

function follow(fields: Fields, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Fields | null | undefined)?.[key], fields);
}
