/** "Did you mean" for the words of the command line. */

import { suggest } from "../../platform/spec/suggest.ts";

/** The hint for a word that is not in the list: the one meant, else all of them. */
export function describeChoice(typed: string, words: readonly string[], what: string): string {
  const begun = words.filter((word) => typed.length > 1 && word.startsWith(typed));
  const near = begun.length === 1 ? begun[0] : suggest(typed, words);
  return near === undefined ? `${what}: ${words.join(", ")}` : `did you mean "${near}"?`;
}
