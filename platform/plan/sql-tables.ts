/** Tables that a migration makes, copies and renames itself: they lose nothing from before. */
import type { Columns } from "./sql-columns.ts";
import { afterWord, keyOf, listNames, readName, skip, splitList, startsWith } from "./sql-names.ts";
import type { SqlStatement, Token } from "./sql-tokens.ts";

export interface Known {
  engine: string | undefined;
  /** Tables that this migration made itself. */
  made: Set<string>;
  /** Columns that it added to others, as `payments.note`. */
  added: Set<string>;
  /** Tables whose rows it has copied. */
  copied: Map<string, Copy>;
  /** As the migrations before it left them. */
  columns: Columns;
  all: readonly SqlStatement[];
}

interface Copy {
  into: string;
  /** Whether the copy reads all columns, and else the keys of the names that it reads. */
  all: boolean;
  names: ReadonlySet<string>;
}

/** Tables that are made here hold nothing from before. */
export function learn(tokens: readonly Token[], known: Known): void {
  learnCreation(tokens, known);
  learnAddition(tokens, known);
  learnRenaming(tokens, known);
  learnCopy(tokens, known);
}

function learnCreation(tokens: readonly Token[], { made }: Known): void {
  const words = tokens.slice(0, 6).map(({ key }) => key);
  const table = words.indexOf("TABLE");
  if (words[0] !== "CREATE" || table < 1 || words[table + 1] === "IF") return;
  made.add(keyOf(readName(tokens.slice(table + 1)).name));
}

function learnAddition(tokens: readonly Token[], { added }: Known): void {
  if (!startsWith(tokens, "ALTER", "TABLE")) return;
  const { name, rest } = readName(skip(tokens.slice(2)));
  const columns = splitList(rest).flatMap(listAdded);
  for (const column of columns) added.add(keyOf(`${name}.${column}`));
}

function listAdded([verb, ...more]: readonly Token[]): string[] {
  if (verb?.key !== "ADD") return [];
  const column = skip(more[0]?.key === "COLUMN" ? more.slice(1) : more);
  // MySQL takes several in parentheses
  const several = column[0]?.text === "(" ? splitList(column.slice(1, -1)) : [column];
  return several.flatMap(([one]) => one?.text ?? []);
}

function learnRenaming(tokens: readonly Token[], { made }: Known): void {
  const [from, to] = renamingOf(tokens);
  if (from === undefined || to === undefined) return;
  if (made.delete(from)) made.add(to);
  else made.delete(to);
}

/** Words by which fewer rows are copied than there are. */
const selective = ["WHERE", "LIMIT", "JOIN", "DISTINCT", "GROUP", "EXCEPT", "INTERSECT"];

function learnCopy(tokens: readonly Token[], { made, copied }: Known): void {
  const words = new Set(tokens.map(({ key }) => key));
  const isWhole = words.has("SELECT") && !selective.some((word) => words.has(word));
  if (tokens[0]?.key !== "INSERT" || !isWhole) return;
  const into = keyOf(readName(afterWord(tokens, "INTO")).name);
  const source = keyOf(readName(afterWord(tokens, "FROM")).name);
  if (made.has(into)) copied.set(source, { into, ...readSelected(tokens) });
}

function readSelected(tokens: readonly Token[]): Pick<Copy, "all" | "names"> {
  const selected = afterWord(tokens, "SELECT");
  const list = selected.slice(0, selected.findIndex(({ key }) => key === "FROM"));
  const all = splitList(list).some((column) => column.at(-1)?.text === "*" && column.length <= 3);
  const named = list.filter(({ type }) => type === "word" || type === "name");
  return { all, names: new Set(named.map(({ text }) => keyOf(text))) };
}

/** Columns of a copied table, as written, which its copy does not read. */
export function listLeftOut(name: string, { copied, columns }: Known): string[] {
  const copy = copied.get(keyOf(name));
  if (!copy || copy.all) return [];
  const all = columns.get(keyOf(name)) ?? new Map<string, string>();
  return [...all].filter(([key]) => !copy.names.has(key)).map(([, column]) => column);
}

/** A table that is copied whole and takes the old one's name loses nothing. */
export function isRebuilt(name: string, { copied, all }: Known): boolean {
  const copy = copied.get(keyOf(name));
  return copy !== undefined && all.some(({ tokens }) => {
    const [from, to] = renamingOf(tokens);
    return from === copy.into && to === keyOf(name);
  });
}

function renamingOf(tokens: readonly Token[]): [from?: string, to?: string] {
  if (startsWith(tokens, "RENAME", "TABLE")) {
    return [keyOf(listNames(tokens.slice(2))[0]), keyOf(listNames(afterWord(tokens, "TO"))[0])];
  }
  if (!startsWith(tokens, "ALTER", "TABLE")) return [];
  const { name, rest: [verb, ...to] } = readName(skip(tokens.slice(2)));
  if (verb?.key !== "RENAME" || to[0]?.key === "COLUMN") return [];
  const isWord = ["TO", "AS"].includes(to[0]?.key ?? "");
  return [keyOf(name), keyOf(readName(isWord ? to.slice(1) : to).name)];
}
