/** Statements that take something from all rows: DELETE and UPDATE without a condition. */
import { depthsOf, keyOf, listNames, readName, skip, splitList, untilClosed } from "./sql-names.ts";
import type { Known } from "./sql-tables.ts";
import type { Token } from "./sql-tokens.ts";

/** Also in a common table expression, where it ends with its parenthesis. */
export function judgeRows(tokens: readonly Token[], known: Known): string[] {
  return tokens.flatMap((token, at) => {
    const previous = tokens[at - 1];
    const starts = at === 0 || previous?.text === "(" || previous?.text === ")";
    if (!starts || !["DELETE", "UPDATE"].includes(token.key)) return [];
    const inside = untilClosed(tokens.slice(at + 1));
    if (hasCondition(inside)) return [];
    return token.key === "DELETE" ? judgeDelete(inside, known) : judgeUpdate(inside, known);
  });
}

function judgeDelete(tokens: readonly Token[], { made }: Known): string[] {
  const from = tokens.findIndex(({ key }) => key === "FROM");
  // MySQL names what it deletes before FROM, where it reads from several
  const named = tokens.slice(0, from).filter(({ key }) => !modifiers.has(key));
  const read = readName(skip(tokens.slice(from + 1))).name;
  const names = named.length > 0 ? listNames(named) : [read];
  return names.filter((name) => !made.has(keyOf(name))).map((name) => `delete ${name}`);
}

/** What a column held before is gone, unless this migration added the column. */
function judgeUpdate(tokens: readonly Token[], { made, added }: Known): string[] {
  const set = tokens.findIndex(({ key }) => key === "SET");
  if (set === -1) return [];
  const { name: table } = readName(skip(skipModifiers(tokens.slice(0, set))));
  if (made.has(keyOf(table))) return [];
  return splitList(untilSource(tokens.slice(set + 1)))
    .flatMap(listTargets)
    .map((column) => `${table}.${column}`)
    .filter((column) => !added.has(keyOf(column)))
    .map((column) => `update ${column}`);
}

function skipModifiers(tokens: readonly Token[]): readonly Token[] {
  const head = tokens[0]?.key === "OR" ? tokens.slice(2) : tokens;
  return head.slice(head.findIndex(({ key }) => !modifiers.has(key)));
}

/** The assignments alone. */
function untilSource(tokens: readonly Token[]): readonly Token[] {
  const depths = depthsOf(tokens);
  const end = tokens.findIndex(({ key }, at) => depths[at] === 0 && ends.has(key));
  return tokens.slice(0, end === -1 ? undefined : end);
}

/** `a = 1`, `t.a = 1` or `(a, b) = (1, 2)`. */
function listTargets(assignment: readonly Token[]): string[] {
  const equals = assignment.findIndex(({ text, type }) => type === "symbol" && text === "=");
  const left = assignment.slice(0, equals === -1 ? undefined : equals);
  const bare = left.filter(({ text, type }) => type !== "symbol" || !["(", ")"].includes(text));
  return splitList(bare).map((one) => one.at(-1)!.text);
}

const ends = new Set(["FROM", "RETURNING", "ORDER", "LIMIT"]);
const modifiers = new Set(["LOW_PRIORITY", "QUICK", "IGNORE"]);

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
