/** Which properties two sets of inputs differ in, as the engine's paths. Knows no resource. */
import { isSame } from "./values.ts";

export interface Change {
  /** The property that it is, or is inside of. */
  property: string;
  /** As `env.LOG_LEVEL`. */
  path: string;
  kind: "ADD" | "UPDATE" | "DELETE";
  /** Whether inputs differ; else what was observed of the real thing does. */
  isInput: boolean;
}

/** Maps are compared key by key, as deep as people read; anything else as a whole. */
export function listChanges(before: object, after: object): Change[] {
  return listInside(before, after, "").map((one) => ({
    ...one,
    property: /^[^.[]+/.exec(one.path)?.[0] ?? one.path,
    isInput: true,
  }));
}

function listInside(
  before: object,
  after: object,
  parent: string,
  depth = 0,
): Pick<Change, "path" | "kind">[] {
  const [old, fresh] = [before, after] as Record<string, unknown>[];
  const keys = new Set([...Object.keys(fresh ?? {}), ...Object.keys(old ?? {})]);
  return [...keys].flatMap((key) => {
    const [was, is] = [old?.[key], fresh?.[key]];
    if (isSame(was, is)) return [];
    const path = joinPath(parent, key);
    if (depth < deepest && isMap(was) && isMap(is)) return listInside(was, is, path, depth + 1);
    return [{ path, kind: was === undefined ? "ADD" : is === undefined ? "DELETE" : "UPDATE" }];
  });
}

const deepest = 2;

/** A key that is no word stands in brackets: the engine reads them so. */
function joinPath(parent: string, key: string): string {
  if (parent === "") return key;
  return /^\w+$/.test(key) ? `${parent}.${key}` : `${parent}[${JSON.stringify(key)}]`;
}

function isMap(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
