/** The parser's tokens, flat and in the order of the text. */
import type { CST } from "yaml";

export type Token = Readonly<Record<string, unknown>>;

/** What is to be looked at stands in a list and not in calls, because the text may nest deeply. */
export function listTokens(tokens: readonly CST.Token[]): Token[] {
  const open: unknown[] = [tokens];
  const found: Token[] = [];
  while (open.length > 0) {
    const token = open.pop();
    if (Array.isArray(token)) {
      for (let at = token.length - 1; at >= 0; at -= 1) open.push(token[at]);
    } else if (typeof token === "object" && token !== null) {
      found.push(token as Token);
      // what has a text of its own holds blanks alone
      if ("source" in token) continue;
      for (const part of lastFirst) {
        const inside = (token as Token)[part];
        if (typeof inside === "object") open.push(inside);
      }
    }
  }
  return found;
}

const lastFirst = ["end", "value", "items", "sep", "key", "start", "props"];

const blank = new Set<unknown>([undefined, "space", "newline", "comment", "comma"]);

/** Whether nothing is written there that counts: a pair is its key, its sign and its value. */
export function isBlank({ type }: Token): boolean {
  return blank.has(type);
}
