/**
 * Prepares a shell's text for the parser: comments leave, ends of lines become separators. Says
 * what the parser could not see.
 */

export interface ShellLines {
  text: string;
  /** Why it cannot be read, if it cannot. */
  unreadable?: string;
}

interface Scan extends ShellLines {
  /** `$'` is a quote in which a backslash takes the next letter with it. */
  quote: "'" | "$'" | "\"" | undefined;
  /** How many brackets of `${` are open. */
  open: number;
}

export function prepareShellLines(text: string): ShellLines {
  const scan: Scan = { text: "", quote: undefined, open: 0 };
  for (let at = 0; at < text.length;) at = readPiece(text, at, scan);
  const unreadable = scan.quote ? "a quote is not closed" : scan.unreadable;
  return { text: scan.text, ...(unreadable !== undefined && { unreadable }) };
}

/** The place of what follows. */
function readPiece(text: string, at: number, scan: Scan): number {
  const letter = text[at]!;
  if (scan.quote === "'" || scan.quote === "$'") return readSingle(text, at, scan);
  if (letter === "\\") return readEscape(text, at, scan);
  if (letter === "`") scan.unreadable = "commands in backticks";
  if (letter === "\"") {
    scan.quote = scan.quote ? undefined : "\"";
    return keep(letter, at, scan);
  }
  return scan.quote ? keep(letter, at, scan) : readBare(text, at, scan);
}

function readBare(text: string, at: number, scan: Scan): number {
  const letter = text[at]!;
  if (letter === "'") scan.quote = text[at - 1] === "$" ? "$'" : "'";
  countBraces(text, at, scan);
  if (letter === "#" && scan.open === 0) return readHash(text, at, scan);
  if (isHereDocument(text, at)) scan.unreadable = "a here document";
  return keep(letter === "\n" || letter === "\r" ? ";" : letter, at, scan);
}

function countBraces(text: string, at: number, scan: Scan): void {
  if (text.startsWith("${", at)) scan.open += 1;
  if (text[at] === "}" && scan.open > 0) scan.open -= 1;
}

function isHereDocument(text: string, at: number): boolean {
  return text.startsWith("<<", at) && text[at + 2] !== "<" && text[at - 1] !== "<";
}

function keep(piece: string, at: number, scan: Scan): number {
  scan.text += piece;
  return at + 1;
}

function readSingle(text: string, at: number, scan: Scan): number {
  if (text[at] === "\\" && scan.quote === "$'") return readEscape(text, at, scan);
  if (text[at] === "'") scan.quote = undefined;
  return keep(text[at]!, at, scan);
}

function readEscape(text: string, at: number, scan: Scan): number {
  if (text[at + 1] !== "\n") scan.text += text.slice(at, at + 2);
  return at + 2;
}

/** A comment where a word would start; in a word a letter as any other. */
function readHash(text: string, at: number, scan: Scan): number {
  const isComment = at === 0 || /[\s;&|()]/.test(text[at - 1]!);
  if (!isComment) {
    // the parser would take it for a comment
    scan.text += "\\#";
    return at + 1;
  }
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end;
}
