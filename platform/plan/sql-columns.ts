/** The columns of tables, as the statements of earlier migrations leave them. */
import { own } from "../spec/schema.ts";
import { keyOf, listNames, readName, skip, splitList, startsWith, untilClosed } from "./sql-names.ts";
import { splitStatements, type Token } from "./sql-tokens.ts";

/** By the key of a table, its columns as written, by key. */
export type Columns = Map<string, Map<string, string>>;

export function readColumns(sql: string, engine?: string): Columns {
  const columns: Columns = new Map();
  for (const { tokens } of splitStatements(sql, engine)) applyStatement(tokens, columns);
  return columns;
}

function applyStatement(tokens: readonly Token[], columns: Columns): void {
  if (tokens[0]?.key === "CREATE") return createTable(tokens, columns);
  if (startsWith(tokens, "DROP", "TABLE")) {
    for (const name of listNames(tokens.slice(2))) columns.delete(keyOf(name));
  }
  if (!startsWith(tokens, "ALTER", "TABLE")) return;
  const { name, rest } = readName(skip(tokens.slice(2)));
  for (const action of splitList(rest)) {
    if (columns.has(keyOf(name))) alterTable(keyOf(name), action, columns);
  }
}

/** Words that begin a constraint, where the others name a column. */
const constraints = new Set([
  ...["CONSTRAINT", "PRIMARY", "UNIQUE", "FOREIGN", "CHECK", "INDEX", "KEY", "FULLTEXT", "SPATIAL"],
  ...["EXCLUDE", "LIKE", "PERIOD", "PARTITION"],
]);

function createTable(tokens: readonly Token[], columns: Columns): void {
  const at = tokens.slice(0, 6).findIndex(({ key }) => key === "TABLE");
  if (at === -1) return;
  const { name, rest } = readName(skip(tokens.slice(at + 1)));
  if (rest[0]?.text !== "(" || columns.has(keyOf(name))) return;
  columns.set(keyOf(name), new Map(splitList(untilClosed(rest.slice(1))).flatMap(nameColumn)));
}

function nameColumn([first]: readonly Token[]): [string, string][] {
  if (!first || (first.type === "word" && constraints.has(first.key))) return [];
  return [[keyOf(first.text), first.text]];
}

type Alter = (table: Map<string, string>, named: readonly Token[]) => void;

/** By the verb, what it does to the columns, of which the first token names one. */
const alters: Readonly<Record<string, Alter>> = {
  ADD(table, named) {
    // MySQL takes several in parentheses
    const several = named[0]?.text === "(" ? splitList(untilClosed(named.slice(1))) : [named];
    for (const [key, text] of several.flatMap(nameColumn)) table.set(key, text);
  },
  DROP(table, named) {
    for (const [key] of nameColumn(named)) table.delete(key);
  },
  CHANGE: (table, [from, to]) => rename(table, from, to),
  RENAME: (table, [from, , to]) => rename(table, from, to),
};

function rename(table: Map<string, string>, from: Token | undefined, to: Token | undefined): void {
  if (!from || !to) return;
  table.delete(keyOf(from.text));
  table.set(keyOf(to.text), to.text);
}

function alterTable(name: string, [verb, ...more]: readonly Token[], columns: Columns): void {
  const named = skip(more[0]?.key === "COLUMN" ? more.slice(1) : more);
  if (verb?.key === "RENAME" && named[1]?.key !== "TO") return renameTable(name, named, columns);
  own(alters, verb?.key)?.(columns.get(name)!, named);
}

function renameTable(name: string, named: readonly Token[], columns: Columns): void {
  const to = ["TO", "AS"].includes(named[0]?.key ?? "") ? named.slice(1) : named;
  columns.set(keyOf(readName(to).name), columns.get(name)!);
  columns.delete(name);
}
