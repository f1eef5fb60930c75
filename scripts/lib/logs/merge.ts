/** Merges sequences of lines, each in order, into one in the order of their times. */

import type { TimedText } from "../../../platform/targets/operations.ts";
import { compareTimes } from "../../../platform/targets/timed-lines.ts";

/** Holds one line of each. Those of the same time come in the order of the sequences. */
export async function* mergeByTime<T extends TimedText>(
  sequences: readonly AsyncIterable<T>[],
): AsyncGenerator<T> {
  const iterators = sequences.map((sequence) => sequence[Symbol.asyncIterator]());
  const heads = await Promise.all(iterators.map((iterator) => iterator.next()));
  try {
    for (let at; (at = earliest(heads)) !== undefined;) {
      yield heads[at]!.value as T;
      heads[at] = await iterators[at]!.next();
    }
  } finally {
    await Promise.all(iterators.map((iterator) => iterator.return?.()));
  }
}

function earliest(heads: readonly IteratorResult<TimedText>[]): number | undefined {
  let found: number | undefined;
  heads.forEach(({ done, value }, at) => {
    if (done === true) return;
    if (found === undefined || compareTimes(value.time, heads[found]!.value.time) < 0) found = at;
  });
  return found;
}
