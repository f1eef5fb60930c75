/** Names and lists in the tokens of a statement. */
import type { Token } from "./sql-tokens.ts";

const skipped = new Set(["IF", "NOT", "EXISTS", "ONLY"]);

export function skip(tokens: readonly Token[]): readonly Token[] {
  const at = tokens.findIndex(({ key }) => !skipped.has(key));
  return at === -1 ? [] : tokens.slice(at);
}

/** `public.payments`, however it is quoted; the schema that is the default goes without saying. */
export function readName(tokens: readonly Token[]): { name: string; rest: readonly Token[] } {
  const parts: string[] = [];
  let at = 0;
  while (tokens[at] && tokens[at]!.type !== "symbol") {
    parts.push(tokens[at]!.text);
    at += 1;
    if (tokens[at]?.text !== ".") break;
    at += 1;
  }
  const named = parts.length > 1 && parts[0] === "public" ? parts.slice(1) : parts;
  return { name: named.join(".") || "an unnamed table", rest: tokens.slice(at) };
}

export function listNames(tokens: readonly Token[]): string[] {
  return splitList(skip(tokens)).map((one) => readName(skip(one)).name);
}

export function splitList(tokens: readonly Token[]): Token[][] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.type === "symbol") depth += token.text === "(" ? 1 : token.text === ")" ? -1 : 0;
    if (token.type === "symbol" && token.text === "," && depth === 0) parts.push([]);
    else parts.at(-1)!.push(token);
  }
  return parts.filter((part) => part.length > 0);
}

/** What stands before the parenthesis that closes one opened before the first token. */
export function untilClosed(tokens: readonly Token[]): Token[] {
  const end = depthsOf(tokens).findIndex((depth) => depth < 0);
  return tokens.slice(0, end === -1 ? undefined : end);
}

/** How many parentheses are open behind each token. */
export function depthsOf(tokens: readonly Token[]): number[] {
  let depth = 0;
  return tokens.map(({ text, type }) => {
    if (type === "symbol") depth += text === "(" ? 1 : text === ")" ? -1 : 0;
    return depth;
  });
}

export function afterWord(tokens: readonly Token[], word: string): readonly Token[] {
  const at = tokens.findIndex(({ key }) => key === word);
  return at === -1 ? [] : tokens.slice(at + 1);
}

export function keyOf(name = ""): string {
  return name.toLowerCase();
}

export function startsWith(tokens: readonly Token[], ...words: readonly string[]): boolean {
  return words.every((word, at) => tokens[at]?.key === word);
}
