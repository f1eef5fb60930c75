/** SQL → statements of tokens: what is a comment, a string or a name is known, by engine. */

export interface Token {
  type: "word" | "name" | "string" | "symbol";
  /** As written; of names and strings what stands between the quotes. */
  text: string;
  /** Upper case, of a word. */
  key: string;
}

export interface SqlStatement {
  /** Without comments, on one line. */
  sql: string;
  tokens: readonly Token[];
}

interface Lexer {
  pattern: RegExp;
  /** Whether a backslash escapes inside plain strings. */
  backslashes: boolean;
  nestedComments: boolean;
  /** Comments of MySQL: some are executed, and # begins one. */
  executable: boolean;
}

const word = String.raw`[\p{L}_][\p{L}\p{N}_$]*`;
const plain = String.raw`'(?:[^']|'')*'?`;
const escaped = String.raw`'(?:[^'\\]|\\[\s\S]|'')*'?`;
const quoted = String.raw`"(?:[^"]|"")*"?`;
const number = String.raw`\d[\w.]*`;

/** One piece a match; what fits nothing else is a symbol. */
function makePattern(...more: readonly string[]): RegExp {
  return new RegExp([String.raw`\s+`, ...more, number, word, String.raw`[\s\S]`].join("|"), "uy");
}

const lexers: Readonly<Record<string, Lexer>> = {
  postgresql: {
    pattern: makePattern(
      String.raw`--[^\n]*`, String.raw`[eE]${escaped}`, plain, quoted,
      String.raw`\$(?<tag>(?:${word})?)\$[\s\S]*?(?:\$\k<tag>\$|$)`,
    ),
    ...{ backslashes: false, nestedComments: true, executable: false },
  },
  mysql: {
    pattern: makePattern(
      String.raw`--(?=\s|$)[^\n]*`, String.raw`#[^\n]*`, escaped,
      String.raw`"(?:[^"\\]|\\[\s\S]|"")*"?`, String.raw`${"`"}(?:[^${"`"}]|${"``"})*${"`"}?`,
    ),
    ...{ backslashes: true, nestedComments: false, executable: true },
  },
  sqlite: {
    pattern: makePattern(
      String.raw`--[^\n]*`, plain, quoted, String.raw`${"`"}(?:[^${"`"}]|${"``"})*${"`"}?`, String.raw`\[[^\]]*\]`,
    ),
    ...{ backslashes: false, nestedComments: false, executable: false },
  },
};

export function splitStatements(sql: string, engine = "postgresql"): SqlStatement[] {
  const lexer = lexers[engine] ?? lexers.postgresql!;
  const statements: { sql: string; tokens: Token[] }[] = [{ sql: "", tokens: [] }];
  let blocks = 0;
  for (const piece of listPieces(sql, lexer)) {
    const current = statements.at(-1)!;
    const token = toToken(piece, lexer);
    if (!token) {
      current.sql += " ";
      continue;
    }
    blocks = countBlocks(blocks, token, current.tokens);
    if (token.text === ";" && token.type === "symbol" && blocks <= 0) {
      statements.push({ sql: "", tokens: [] });
      blocks = 0;
    } else {
      current.sql += piece;
      current.tokens.push(token);
    }
  }
  return statements
    .filter(({ tokens }) => tokens.length > 0)
    .map((one) => ({ ...one, sql: one.sql.replace(/\s+/g, " ").trim() }));
}

function* listPieces(sql: string, lexer: Lexer): Generator<string> {
  const { pattern } = lexer;
  let at = 0;
  while (at < sql.length) {
    const comment = sql.startsWith("/*", at) ? measureComment(sql, at, lexer) : 0;
    if (comment > 0) {
      yield " ";
      at += comment;
      continue;
    }
    pattern.lastIndex = at;
    const [piece = sql[at]!] = pattern.exec(sql) ?? [];
    at += piece.length;
    // the end of a comment that is executed
    if (lexer.executable && piece === "*" && sql[at] === "/") {
      at += 1;
      yield " ";
    } else yield piece;
  }
}

/** Of one that is executed, only its head is left out. */
function measureComment(sql: string, start: number, { nestedComments, executable }: Lexer): number {
  const head = executable ? /^\/\*M?!\d*/.exec(sql.slice(start, start + 12)) : undefined;
  if (head) return head[0].length;
  const mark = /\/\*|\*\//g;
  mark.lastIndex = start + 2;
  let depth = 1;
  for (let found = mark.exec(sql); found; found = mark.exec(sql)) {
    if (found[0] === "*/") depth -= 1;
    else if (nestedComments) depth += 1;
    if (depth === 0) return mark.lastIndex - start;
  }
  return sql.length - start;
}

function toToken(piece: string, { executable }: Lexer): Token | undefined {
  const first = piece[0]!;
  if (/^\s|^--/.test(piece) || (executable && first === "#")) return undefined;
  const string = readString(piece);
  if (string !== undefined) return { type: "string", text: string, key: "" };
  if (/^["`[]./s.test(piece)) return { type: "name", text: unquote(piece), key: "" };
  const type = /^[\p{L}_]/u.test(piece) ? "word" : "symbol";
  return { type, text: piece, key: type === "word" ? piece.toUpperCase() : "" };
}

function readString(piece: string): string | undefined {
  if (/^[eE]?'/.test(piece)) return unquote(piece.replace(/^[eE]/, ""));
  const dollar = /^\$\w*\$/u.exec(piece)?.[0];
  if (dollar === undefined) return undefined;
  return piece.slice(dollar.length, piece.endsWith(dollar) ? -dollar.length : undefined);
}

function unquote(text: string): string {
  const quote = text[0] === "[" ? "]" : text[0]!;
  const end = text.length > 1 && text.endsWith(quote) ? -1 : undefined;
  return text.slice(1, end).replaceAll(quote + quote, quote);
}

const bodies = ["TRIGGER", "PROCEDURE", "FUNCTION", "EVENT"];
/** They end by their own word, as in END IF, and not by END alone. */
const compound = ["IF", "LOOP", "WHILE", "REPEAT", "FOR"];

/** Bodies of triggers and procedures hold semicolons that end no statement. */
function countBlocks(blocks: number, { key, type }: Token, before: readonly Token[]): number {
  if (type !== "word" || !hasBody(before)) return blocks;
  const isEnd = before.at(-1)?.key === "END";
  const opens = key === "BEGIN" || (key === "CASE" && !isEnd) || (isEnd && compound.includes(key));
  return opens ? blocks + 1 : key === "END" ? blocks - 1 : blocks;
}

function hasBody([first, ...rest]: readonly Token[]): boolean {
  return first?.key === "CREATE" && rest.slice(0, 7).some(({ key }) => bodies.includes(key));
}
