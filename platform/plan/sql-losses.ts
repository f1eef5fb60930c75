/** What the statements of a migration destroy: tables, columns, and what all rows hold. */
import { readColumns } from "./sql-columns.ts";
import { keyOf, listNames, readName, skip, splitList, startsWith } from "./sql-names.ts";
import { judgeRows } from "./sql-rows.ts";
import { isRebuilt, type Known, learn, listLeftOut } from "./sql-tables.ts";
import { splitStatements, type Token } from "./sql-tokens.ts";

export interface Judged {
  sql: string;
  /** As `drop payments.note`, `truncate payments`. */
  losses: string[];
  /** Whether it changes values without taking any away: another type of a column. */
  converts: boolean;
}

/** With the text of the migrations before it, also which columns a copied table loses. */
export function judgeStatements(sql: string, engine?: string, earlier = ""): Judged[] {
  const all = splitStatements(sql, engine);
  const known: Known = {
    ...{ engine, all, made: new Set(), added: new Set(), copied: new Map() },
    columns: readColumns(earlier, engine),
  };
  return all.map((statement) => {
    const found = judgeTokens(statement.tokens, known);
    learn(statement.tokens, known);
    const converts = isConversion(statement.tokens);
    return { sql: statement.sql, losses: [...new Set(found)], converts };
  });
}

type Judge = (tokens: readonly Token[], known: Known) => string[];

/** By the first word of a statement. */
const judges: Readonly<Record<string, Judge>> = {
  DROP: judgeDrop,
  TRUNCATE: judgeTruncate,
  ALTER: judgeAlter,
  CREATE: judgeCreate,
  DO: judgeDynamic,
  EXECUTE: judgeDynamic,
  PREPARE: judgeDynamic,
  DELETE: judgeRows,
  UPDATE: judgeRows,
  WITH: judgeRows,
};

function judgeTokens(tokens: readonly Token[], known: Known): string[] {
  const word = tokens[0]?.key ?? "";
  return Object.hasOwn(judges, word) ? judges[word]!(tokens, known) : [];
}

function judgeTruncate([, ...rest]: readonly Token[], { made }: Known): string[] {
  return listNames(rest[0]?.key === "TABLE" ? rest.slice(1) : rest)
    .filter((name) => !made.has(keyOf(name)))
    .map((name) => `truncate ${name}`);
}

const dropped: Readonly<Record<string, string>> = {
  ...{ TABLE: "", TABLES: "", SCHEMA: "schema ", DATABASE: "database " },
};
/** With CASCADE the columns of that type go as well. */
const cascading = new Set(["TYPE", "DOMAIN", "EXTENSION"]);

function judgeDrop([, ...rest]: readonly Token[], known: Known): string[] {
  const [what] = rest;
  if (what?.key === "OWNED") return [`drop owned by ${listNames(rest.slice(2)).join(", ")}`];
  const kind = own(dropped, what?.key);
  const names = listNames(rest.slice(1));
  if (kind === undefined) {
    const cascades = cascading.has(what?.key ?? "") && rest.some(({ key }) => key === "CASCADE");
    return cascades ? names.map((name) => `drop ${what!.key.toLowerCase()} ${name}`) : [];
  }
  return names.flatMap((name) => {
    if (kind === "" && known.made.has(keyOf(name))) return [];
    if (kind !== "" || !isRebuilt(name, known)) return [`drop ${kind}${name}`];
    return listLeftOut(name, known).map((column) => `drop ${name}.${column}`);
  });
}

function judgeAlter(tokens: readonly Token[], { made }: Known): string[] {
  const at = tokens.findIndex(({ key }) => key === "TABLE");
  if (at !== 1 && !startsWith(tokens, "ALTER", "IGNORE", "TABLE")) return [];
  const { name: table, rest } = readName(skip(tokens.slice(at + 1)));
  if (made.has(keyOf(table))) return [];
  for (const verb of ["DROP", "TRUNCATE"]) {
    if (!startsWith(rest, verb, "PARTITION")) continue;
    return listNames(rest.slice(2)).map((one) => `${verb.toLowerCase()} ${table} partition ${one}`);
  }
  return splitList(rest).flatMap(([first, ...more]) => {
    if (first?.key === "DROP") return judgeDropInside(table, more);
    return first?.key === "DISCARD" ? [`discard ${table}`] : [];
  });
}

const noColumns = new Set(["CONSTRAINT", "INDEX", "KEY", "PRIMARY", "FOREIGN", "CHECK", "PERIOD"]);

function judgeDropInside(table: string, tokens: readonly Token[]): string[] {
  if (startsWith(tokens, "SYSTEM", "VERSIONING")) return [`drop ${table} system versioning`];
  const [what, next] = tokens;
  // such a word alone is the name of a column
  if (next && noColumns.has(what?.key ?? "")) return [];
  const { name } = readName(skip(next && what?.key === "COLUMN" ? tokens.slice(1) : tokens));
  return [`drop ${table}.${name}`];
}

function judgeCreate(tokens: readonly Token[], { made }: Known): string[] {
  const replaces = tokens[1]?.key === "OR" && tokens[2]?.key === "REPLACE" && tokens[3]?.key === "TABLE";
  const name = replaces ? readName(tokens.slice(4)).name : "";
  return replaces && !made.has(keyOf(name)) ? [`drop ${name}`] : [];
}

/** Code in a string: a block, or what it executes. */
function judgeDynamic(tokens: readonly Token[], known: Known): string[] {
  const texts = tokens.filter(({ type }) => type === "string").map(({ text }) => text);
  return texts.flatMap((text) =>
    splitStatements(text, known.engine).flatMap((inner) =>
      splitBlock(inner.tokens).flatMap((part) => judgeTokens(part, known)),
    ),
  );
}

/** A statement stands behind these words too. */
const openers = new Set(["BEGIN", "THEN", "ELSE", "LOOP"]);

function splitBlock(tokens: readonly Token[]): Token[][] {
  const parts: Token[][] = [[]];
  for (const token of tokens) {
    if (openers.has(token.key)) parts.push([]);
    else parts.at(-1)!.push(token);
  }
  return parts.filter((part) => part.length > 0);
}

function isConversion(tokens: readonly Token[]): boolean {
  if (tokens[0]?.key !== "ALTER" || tokens[1]?.key !== "TABLE") return false;
  return splitList(readName(skip(tokens.slice(2))).rest).some((action) => {
    const keys = action.map(({ key }) => key);
    if (keys[0] === "MODIFY" || keys[0] === "CHANGE") return true;
    const at = keys[1] === "COLUMN" ? 3 : 2;
    return keys[0] === "ALTER" && (keys[at] === "TYPE" || (keys[at] === "SET" && keys[at + 1] === "DATA"));
  });
}

function own(record: Readonly<Record<string, string>>, key = ""): string | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
