/** Goes through the parser's tokens in the order of the text. */
import type { CST } from "yaml";

/** What is to be looked at stands in a list and not in calls, because the text may nest deeply. */
export function* walkTokens(tokens: readonly CST.Token[]): Generator<Record<string, unknown>> {
  const open: unknown[] = [...tokens].reverse();
  while (open.length > 0) {
    const token = open.pop();
    if (Array.isArray(token)) {
      // a list may be longer than a call has words
      for (const part of (token as unknown[]).toReversed()) open.push(part);
    } else if (typeof token === "object" && token !== null) {
      yield token as Record<string, unknown>;
      open.push(...partsOf(token as Record<string, unknown>));
    }
  }
}

/** Last first. */
function partsOf({
  end,
  value,
  sep,
  key,
  start,
  items,
  props,
}: Record<string, unknown>): unknown[] {
  return [end, value, items, sep, key, start, props].filter(
    (part) => typeof part === "object" && part !== null,
  );
}
