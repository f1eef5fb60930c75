/** Sizes as they are written (`512Mi`), in bytes. */

const units: Readonly<Record<string, number>> = {
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** Bytes of a size that the schema has checked. */
export function parseSize(size: string): number {
  return Math.round(Number(size.slice(0, -2)) * (units[size.slice(-2)] ?? 0));
}

export function suggestSize(wrong: string): string | undefined {
  const [, count, unit = ""] = /^\s*(\d+(?:\.\d+)?)\s*([A-Za-z]?)(?:i?[bB]?)\s*$/.exec(wrong) ?? [];
  const known = unit === "" ? "Mi" : `${unit.toUpperCase()}i`;
  return count === undefined || !(known in units) ? undefined : `${count}${known}`;
}
