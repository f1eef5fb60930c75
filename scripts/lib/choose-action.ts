/** The second word of a verb that can do several things, such as `secrets rotate`. */

import { PlatformError } from "../../platform/errors.ts";
import { describeChoice } from "./suggest.ts";

/** Throws `usage`, with the one that was meant, else all of them. */
export function chooseAction<T>(
  verb: string,
  word: string,
  actions: Readonly<Record<string, T>>,
  what = `${verb} can`,
): T {
  if (Object.hasOwn(actions, word)) return actions[word]!;
  const fault = word === "" ? `${verb} wants to know what` : `${verb} cannot "${word}"`;
  throw new PlatformError("usage", fault, { hint: describeChoice(word, Object.keys(actions), what) });
}
