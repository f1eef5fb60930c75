/** Values as YAML on one line, the way people write them: `{ path: /health }`. */

/** Words that need no quotes: YAML would read everything else as something else. */
const plain = /^[A-Za-z0-9./][A-Za-z0-9 ._/@:+-]*$/;
const other = /^(true|false|null|yes|no|on|off|\.inf|\.nan)$|: |:$| $/i;

export function toFlow(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? "[]" : `[${value.map(toFlow).join(", ")}]`;
  if (typeof value === "object" && value !== null) return toMap(value);
  if (typeof value !== "string") return String(value);
  const isPlain = plain.test(value) && !other.test(value) && Number.isNaN(Number(value));
  return isPlain ? value : JSON.stringify(value);
}

function toMap(value: object): string {
  const entries = Object.entries(value).map(([key, member]) => `${toFlow(key)}: ${toFlow(member)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}
