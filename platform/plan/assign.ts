/**
 * Puts each resource that changes under the rows that make it change: those whose change alone
 * would do it, else those of what it reads. What no row causes stays without one.
 */
import type { Causes } from "./causes.ts";
import type { ResourceChange, Row } from "./plan.ts";

export interface Caused {
  row: Row;
  /** None where it is not known: then what the row found itself counts. */
  causes: Causes;
}

export function assignResources(
  rows: readonly Caused[],
  changes: readonly ResourceChange[],
  followed: ReadonlyMap<string, ReadonlySet<string>>,
): Row[] {
  const claims = rows.map(({ row, causes }) => {
    const isOwn = (name: string) => (causes ? causes.has(name) : row.resources.includes(name));
    return new Set(changes.map(({ name }) => name).filter(isOwn));
  });
  for (let before = -1, now = count(claims); before !== now; before = now, now = count(claims)) {
    const left = changes.filter(({ name }) => !claims.some((claim) => claim.has(name)));
    for (const { name } of left) {
      const read = [...(followed.get(name) ?? [])];
      for (const claim of claims) if (read.some((one) => claim.has(one))) claim.add(name);
    }
  }
  return rows.map(({ row }, at) => ({
    ...row,
    resources: changes.map(({ name }) => name).filter((name) => claims[at]!.has(name)),
  }));
}

function count(claims: readonly ReadonlySet<string>[]): number {
  return claims.reduce((sum, { size }) => sum + size, 0);
}

/** What follows something that no row speaks of says so. */
export function markFollowers(
  changes: readonly ResourceChange[],
  rows: readonly Row[],
  followed: ReadonlyMap<string, ReadonlySet<string>>,
): ResourceChange[] {
  const told = new Set(rows.flatMap(({ resources }) => resources));
  return changes.map((one) => {
    const [follows] = followed.get(one.name) ?? [];
    return told.has(one.name) || one.drift || follows === undefined ? one : { ...one, follows };
  });
}
