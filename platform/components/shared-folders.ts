/** Which of many folders lie in each other, without comparing each with each. */

/**
 * For each folder the place of the first that it shares files with, where that one stands before
 * it. Folders end in `/`.
 */
export function findShared(folders: readonly string[]): (number | undefined)[] {
  const first = firstOfOthers(folders);
  return first.map((place, at) => (place < at ? place : undefined));
}

/** The least place among those around and inside of each. */
function firstOfOthers(folders: readonly string[]): number[] {
  const first = folders.map(() => Infinity);
  const open: number[] = [];
  const close = (): void => {
    const inner = open.pop()!;
    const outer = open.at(-1);
    if (outer !== undefined) first[outer] = Math.min(first[outer]!, inner, first[inner]!);
  };
  const above: number[] = [];
  // sorted, what lies in a folder follows it
  for (const at of [...folders.keys()].sort((a, b) => order(folders[a]!, folders[b]!))) {
    while (open.length > 0 && !folders[at]!.startsWith(folders[open.at(-1)!]!)) close();
    const outer = open.at(-1);
    above[at] = outer === undefined ? Infinity : Math.min(outer, above[outer]!);
    open.push(at);
  }
  while (open.length > 0) close();
  return first.map((inside, at) => Math.min(inside, above[at]!));
}

function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
