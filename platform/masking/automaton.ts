/**
 * Finds any of many texts in one pass (Aho-Corasick), in arrays instead of objects: the forms of
 * some hundred secrets have a million characters.
 */

export interface Automaton {
  /** The state after one more UTF-16 unit. State 0 is the start. */
  next(state: number, unit: number): number;
  /** How many units of the text so far may be the beginning of a pattern. */
  open(state: number): number;
  /** Length of the longest pattern that ends here; 0 for none. */
  matched(state: number): number;
}

export function buildAutomaton(patterns: readonly string[]): Automaton {
  const size = patterns.reduce((sum, { length }) => sum + length, 1);
  const trie = {
    child: new Int32Array(size),
    sibling: new Int32Array(size),
    unit: new Uint16Array(size),
    open: new Int32Array(size),
    matched: new Int32Array(size),
    fail: new Int32Array(size),
    first: new Int32Array(1 << 16),
    count: 1,
  };
  for (const pattern of patterns) insert(trie, pattern);
  linkFailures(trie);
  return {
    next: (state, unit) => advance(trie, state, unit),
    open: (state) => trie.open[state]!,
    matched: (state) => trie.matched[state]!,
  };
}

interface Trie {
  child: Int32Array;
  sibling: Int32Array;
  unit: Uint16Array;
  open: Int32Array;
  matched: Int32Array;
  fail: Int32Array;
  /** The start's children by their unit: it has many, and is where most of a text is read. */
  first: Int32Array;
  count: number;
}

function insert(trie: Trie, pattern: string): void {
  let state = 0;
  for (let at = 0; at < pattern.length; at += 1) {
    const unit = pattern.charCodeAt(at);
    state = find(trie, state, unit) || add(trie, state, unit);
  }
  trie.matched[state] = pattern.length;
}

function add(trie: Trie, state: number, unit: number): number {
  const made = trie.count;
  trie.count += 1;
  trie.unit[made] = unit;
  trie.open[made] = trie.open[state]! + 1;
  trie.sibling[made] = trie.child[state]!;
  trie.child[state] = made;
  if (state === 0) trie.first[unit] = made;
  return made;
}

function find({ child, sibling, unit: units, first }: Trie, state: number, unit: number): number {
  if (state === 0) return first[unit]!;
  let found = child[state]!;
  while (found !== 0 && units[found] !== unit) found = sibling[found]!;
  return found;
}

function advance(trie: Trie, from: number, unit: number): number {
  let state = from;
  for (;;) {
    const found = find(trie, state, unit);
    if (found !== 0 || state === 0) return found;
    state = trie.fail[state]!;
  }
}

/** By depth, because the failure of a state is a shallower one. */
function linkFailures(trie: Trie): void {
  const queue = new Int32Array(trie.count);
  let end = 0;
  for (let state = trie.child[0]!; state !== 0; state = trie.sibling[state]!) queue[end++] = state;
  for (let at = 0; at < end; at += 1) {
    const parent = queue[at]!;
    for (let state = trie.child[parent]!; state !== 0; state = trie.sibling[state]!) {
      const fail = advance(trie, trie.fail[parent]!, trie.unit[state]!);
      trie.fail[state] = fail;
      trie.matched[state] ||= trie.matched[fail]!;
      // nothing begins with it: what may go on is what its end begins
      if (trie.child[state] === 0) trie.open[state] = trie.open[fail]!;
      queue[end++] = state;
    }
  }
}
