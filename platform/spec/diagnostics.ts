/** Diagnostics as people read them: what, where, the source with carets, and what to do. */
import type { Diagnostic } from "../errors.ts";
import { mostShown } from "./faults.ts";
import { type Masked, maskLine, type Range } from "./mask-credentials.ts";

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
  { color = false, columns = Infinity, wrapHelp = String as (text: string) => string } = {},
): string {
  const paint = makePaint(color);
  const sources = new Map<string, readonly string[]>();
  const credentials = placeCredentials(diagnostics);
  const masked = new Map<string, Masked>();
  // a line may be long and hold many faults, and is masked once
  const maskedLine = ({ file, line }: Frame): Masked => {
    const key = `${file}:${line}`;
    const known = masked.get(key);
    if (known) return known;
    const lines = sources.get(file) ?? (readSource(file) ?? "").replace(/^\uFEFF/, "").split("\n");
    sources.set(file, lines);
    const result = maskLine((lines[line - 1] ?? "").trimEnd(), credentials.get(key));
    masked.set(key, result);
    return result;
  };
  const lineOf = (frame: Frame): Shown => show(frame, maskedLine(frame));
  const look = { paint, columns, wrapHelp };
  const shown = diagnostics.slice(0, mostShown).map((one) => renderOne(one, lineOf, look));
  const left = diagnostics.length - shown.length;
  return [...shown, ...(left > 0 ? [`… and ${left} more`] : [])].join("\n");
}

/** By line, the credentials that were written: each is a fault, and is not shown again. */
function placeCredentials(diagnostics: readonly Diagnostic[]): Map<string, Range[]> {
  const found = new Map<string, Range[]>();
  for (const { code, file, line, column, length } of diagnostics) {
    if (code !== "plain-credential") continue;
    const key = `${file}:${line}`;
    const range = { start: column - 1, length };
    const known = found.get(key);
    if (known) known.push(range);
    else found.set(key, [range]);
  }
  return found;
}

function show({ line, column, length }: Frame, masked: Masked): Shown {
  const moved = masked.move({ start: column - 1, length });
  return { text: masked.text, line, column: moved.start + 1, length: moved.length };
}

interface Shown {
  text: string;
  line: number;
  column: number;
  length: number;
}

type Paint = (style: keyof typeof styles, text: string) => string;

const styles = { bold: 1, red: 31, yellow: 33, cyan: 36, dim: 2 } as const;

function makePaint(color: boolean): Paint {
  return (style, text) => (color ? `\u001b[${styles[style]}m${text}\u001b[0m` : text);
}

interface Look {
  paint: Paint;
  /** As many are shown of a line of the file. */
  columns: number;
  wrapHelp(text: string): string;
}

function renderOne(
  diagnostic: Diagnostic,
  lineOf: (frame: Frame) => Shown,
  { paint, columns, wrapHelp }: Look,
): string {
  const { code, message, help, related } = diagnostic;
  const head = `${paint("bold", `${place(diagnostic)}:`)} ${tell(diagnostic, paint)} ${message} ${paint("dim", `[${code}]`)}`;
  const lines = [head, ...renderFrame(lineOf(diagnostic), paint, columns)];
  if (related) {
    lines.push(
      `  ${place(related)}: ${related.message}`,
      ...renderFrame(lineOf(related), paint, columns),
    );
  }
  if (help) lines.push(`  ${paint("cyan", wrapHelp(help))}`);
  return lines.join("\n");
}

function tell({ severity }: Diagnostic, paint: Paint): string {
  return severity ? paint("yellow", `${severity}:`) : paint("red", "error:");
}

function place({ file, line, column }: Frame): string {
  return `${file}:${line}:${column}`;
}

/** The most of a line that is shown, in UTF-16 units. */
const widest = 200;

function renderFrame(
  { line, column, length, text }: Shown,
  paint: Paint,
  columns: number,
): string[] {
  const number = String(line).padStart(4);
  const left = columns - `${number} | `.length;
  const { shown, from } = cut(text, column - 1, Math.min(widest, Math.max(left, 20)));
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
function cut(text: string, at: number, most: number): { shown: string; from: number } {
  if (text.length <= most) return { shown: text, from: 0 };
  const from = Math.max(0, Math.min(at - Math.floor(most / 4), text.length - most));
  return { shown: text.slice(from, from + most), from };
}
