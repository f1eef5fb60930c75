/** Statements that delete all rows of a table: DELETE without a condition. */
import { keyOf, listNames, readName, skip } from "./sql-names.ts";
import type { Known } from "./sql-tables.ts";
import type { Token } from "./sql-tokens.ts";

/** Also in a common table expression, where it ends with its parenthesis. */
export function judgeDeletes(tokens: readonly Token[], { made }: Known): string[] {
  return tokens.flatMap((token, at) => {
    const previous = tokens[at - 1];
    const starts = at === 0 || previous?.text === "(" || previous?.text === ")";
    if (token.key !== "DELETE" || !starts) return [];
    const inside = untilClosed(tokens.slice(at + 1));
    const from = inside.findIndex(({ key }) => key === "FROM");
    // MySQL names what it deletes before FROM, where it reads from several
    const named = inside.slice(0, from).filter(({ key }) => !deleteWords.has(key));
    const read = readName(skip(inside.slice(from + 1))).name;
    const names = named.length > 0 ? listNames(named) : [read];
    return hasCondition(inside)
      ? []
      : names.filter((name) => !made.has(keyOf(name))).map((name) => `delete ${name}`);
  });
}

const deleteWords = new Set(["LOW_PRIORITY", "QUICK", "IGNORE"]);

function untilClosed(tokens: readonly Token[]): Token[] {
  const end = depthsOf(tokens).findIndex((depth) => depth < 0);
  return tokens.slice(0, end === -1 ? undefined : end);
}

/** How many parentheses are open behind each token. */
function depthsOf(tokens: readonly Token[]): number[] {
  let depth = 0;
  return tokens.map(({ text, type }) => {
    if (type === "symbol") depth += text === "(" ? 1 : text === ")" ? -1 : 0;
    return depth;
  });
}

/** A condition that is always true is none. */
function hasCondition(tokens: readonly Token[]): boolean {
  const depths = depthsOf(tokens);
  const at = tokens.findIndex(({ key }, index) => depths[index] === 0 && key === "WHERE");
  if (at === -1) return false;
  const rest = tokens.slice(at + 1).filter(({ text }) => text !== "(" && text !== ")");
  const end = rest.findIndex(({ key }) => ["RETURNING", "ORDER", "LIMIT"].includes(key));
  return !isAlwaysTrue(end === -1 ? rest : rest.slice(0, end));
}

function isAlwaysTrue([one, equals, other, ...more]: readonly Token[]): boolean {
  if (!one || more.length > 0) return false;
  if (!equals) return one.key === "TRUE" || one.text === "1";
  return equals.text === "=" && one.text === other?.text && one.type === other.type;
}
