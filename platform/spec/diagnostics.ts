/** Diagnostics as people read them: what, where, the source with carets, and what to do. */
import type { Diagnostic } from "../errors.ts";

interface Frame {
  file: string;
  line: number;
  column: number;
  length: number;
}

/** Gives the text of a file, or nothing when it can no longer be read. */
export type ReadSource = (file: string) => string | undefined;

export function renderDiagnostics(
  diagnostics: readonly Diagnostic[],
  readSource: ReadSource,
  { color = false } = {},
): string {
  const paint = makePaint(color);
  const sources = new Map<string, readonly string[]>();
  const lineOf = ({ file, line }: Frame): string => {
    const lines = sources.get(file) ?? (readSource(file) ?? "").replace(/^\uFEFF/, "").split("\n");
    sources.set(file, lines);
    return hideCredentials((lines[line - 1] ?? "").trimEnd(), file, line, diagnostics);
  };
  return diagnostics.map((one) => renderOne(one, lineOf, paint)).join("\n");
}

/** A credential that was written is a fault, and is not shown again. */
function hideCredentials(
  text: string,
  file: string,
  line: number,
  diagnostics: readonly Diagnostic[],
): string {
  const here = diagnostics.filter(
    (one) => one.code === "plain-credential" && one.file === file && one.line === line,
  );
  return here.reduce(
    (shown, { column, length }) =>
      shown.slice(0, column - 1) + "*".repeat(length) + shown.slice(column - 1 + length),
    text,
  );
}

type Paint = (style: keyof typeof styles, text: string) => string;

const styles = { bold: 1, red: 31, cyan: 36, dim: 2 } as const;

function makePaint(color: boolean): Paint {
  return (style, text) => (color ? `\u001b[${styles[style]}m${text}\u001b[0m` : text);
}

function renderOne(diagnostic: Diagnostic, lineOf: (frame: Frame) => string, paint: Paint): string {
  const { code, message, help, related } = diagnostic;
  const head = `${paint("bold", `${place(diagnostic)}:`)} ${paint("red", "error:")} ${message} ${paint("dim", `[${code}]`)}`;
  const lines = [head, ...renderFrame(diagnostic, lineOf(diagnostic), paint)];
  if (related) {
    lines.push(
      `  ${place(related)}: ${related.message}`,
      ...renderFrame(related, lineOf(related), paint),
    );
  }
  if (help) lines.push(`  ${paint("cyan", help)}`);
  return lines.join("\n");
}

function place({ file, line, column }: Frame): string {
  return `${file}:${line}:${column}`;
}

/** The most of a line that is shown, in UTF-16 units. */
const widest = 200;

function renderFrame({ line, column, length }: Frame, text: string, paint: Paint): string[] {
  const number = String(line).padStart(4);
  const { shown, from } = cut(text, column - 1);
  const at = column - 1 - from;
  // what stands before is kept as wide as it is: a tab stays one
  const before = shown.slice(0, at).padEnd(at).replace(/[^\t]/g, " ");
  const carets = "^".repeat(Math.min(length, Math.max(1, shown.length - at)));
  return [
    `${paint("dim", `${number} |`)} ${shown}`,
    `${paint("dim", `${" ".repeat(number.length)} |`)} ${before}${paint("red", carets)}`,
  ];
}

/** Of a long line only what is around the fault. */
function cut(text: string, at: number): { shown: string; from: number } {
  if (text.length <= widest) return { shown: text, from: 0 };
  const from = Math.max(0, Math.min(at - widest / 4, text.length - widest));
  return { shown: text.slice(from, from + widest), from };
}
