/** The differences between two lists of declarations, a line for each property. */
import type { Declaration } from "../../platform/targets/target.ts";

export type Declared = Pick<Declaration, "type" | "name" | "parent" | "props">;

/** As `NAME added`, `NAME removed` and `NAME PATH`, sorted. */
export function listChanges(before: readonly Declared[], now: readonly Declared[]): string[] {
  const [old, current] = [byName(before), byName(now)];
  const added = [...current.keys()].filter((name) => !old.has(name));
  const removed = [...old.keys()].filter((name) => !current.has(name));
  const changed = [...old].flatMap(([name, declaration]) => {
    const next = current.get(name);
    return next ? comparePaths(identify(declaration), identify(next), name) : [];
  });
  return [
    ...added.map((name) => `${name} added`),
    ...removed.map((name) => `${name} removed`),
    ...changed,
  ].sort();
}

function byName(all: readonly Declared[]): Map<string, Declared> {
  return new Map(all.map((one) => [`${one.type} ${one.name}`, one]));
}

function identify({ parent, props }: Declared): unknown {
  return JSON.parse(JSON.stringify({ parent, props }));
}

function comparePaths(before: unknown, now: unknown, path: string): string[] {
  if (JSON.stringify(before) === JSON.stringify(now)) return [];
  const [old, current] = [entriesOf(before), entriesOf(now)];
  if (!old || !current) return [path];
  const keys = [...new Set([...old.keys(), ...current.keys()])];
  return keys.flatMap((key) => comparePaths(old.get(key), current.get(key), `${path} ${key}`));
}

function entriesOf(value: unknown): Map<string, unknown> | undefined {
  if (Array.isArray(value)) {
    return new Map(value.map((one, index) => [nameOf(one) ?? String(index), one]));
  }
  return isMap(value) ? new Map(Object.entries(value)) : undefined;
}

/** Of a variable: `{ name }` in a pod, `NAME=value` in a container, there also in parts. */
function nameOf(item: unknown): string | undefined {
  if (typeof item === "string") return /^([A-Z]\w*)=/.exec(item)?.[1];
  if (!isMap(item)) return undefined;
  if (typeof item["name"] === "string") return item["name"];
  return Array.isArray(item["$join"]) ? nameOf(item["$join"][0]) : undefined;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
