/**
 * Who was found a moment ago is not looked up again with each request: for a second, and not when
 * somebody was signed out here meanwhile. Knows no tables.
 */

import type { Database } from "../../database/open-database.ts";

/** How long a sign-out that another process did may go unnoticed */
const keptMs = 1_000;
/** Past it they all go */
const most = 2_000;

type Kept = Map<string, { found: Promise<unknown>; until: number }>;

const known = new WeakMap<Database, Kept>();

/** What is remembered under the key, or what `find` gives. */
export function recall<T>(db: Database, key: string, find: () => Promise<T>): Promise<T> {
  const kept: Kept = known.get(db) ?? new Map();
  known.set(db, kept);
  const entry = kept.get(key);
  if (entry && entry.until > Date.now()) return entry.found as Promise<T>;
  if (kept.size >= most) kept.clear();
  const found = find();
  kept.set(key, { found, until: Date.now() + keptMs });
  found.catch(() => kept.delete(key));
  return found;
}

/** After the commit: what is being looked up at this moment is not remembered either. */
export function forget(db: Database): void {
  known.delete(db);
}
