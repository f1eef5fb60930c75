/** Writes plain data as YAML: maps and lists in blocks, every text in quotes. */

export function toYaml(value: unknown, indent = ""): string {
  return lines(value, indent).map((line) => `${line}\n`).join("");
}

function lines(value: unknown, indent: string): string[] {
  if (Array.isArray(value)) return value.flatMap((one) => entry(`${indent}-`, one, indent));
  return Object.entries(value as object)
    .filter(([, one]) => one !== undefined)
    .flatMap(([key, one]) => entry(`${indent}${keyOf(key)}:`, one, indent));
}

function entry(start: string, value: unknown, indent: string): string[] {
  if (typeof value !== "object" || value === null) return [`${start} ${JSON.stringify(value)}`];
  const inside = lines(value, `${indent}  `);
  if (inside.length === 0) return [`${start} ${Array.isArray(value) ? "[]" : "{}"}`];
  if (!start.endsWith("-")) return [start, ...inside];
  return [`${start} ${inside[0]!.trimStart()}`, ...inside.slice(1)];
}

function keyOf(key: string): string {
  return /^[A-Za-z_][\w.-]*$/.test(key) ? key : JSON.stringify(key);
}
