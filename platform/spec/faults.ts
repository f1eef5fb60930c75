/**
 * Collects what is wrong with a specification, and turns it into sorted diagnostics. Knows no
 * rule.
 */
import type { Diagnostic } from "../errors.ts";
import { placeOf, type Span } from "./source.ts";

export interface Fault {
  code: string;
  message: string;
  span: Span;
  help?: string;
  /** The other end of a fault that has two. */
  related?: { message: string; span: Span };
}

/** Sorted by place, each once. */
export function describeFaults(faults: readonly Fault[]): Diagnostic[] {
  const found = new Map<string, Diagnostic>();
  for (const fault of faults) {
    const diagnostic = describeFault(fault);
    const { file, line, column, code, message } = diagnostic;
    const key = [file, line, column, code, message].join("\n");
    if (!found.has(key)) found.set(key, diagnostic);
  }
  return [...found.values()].sort(compare);
}

function describeFault({ code, message, span, help, related }: Fault): Diagnostic {
  return {
    code,
    message: oneLine(message),
    ...placeOf(span),
    ...(help === undefined ? {} : { help: oneLine(help) }),
    ...(related === undefined
      ? {}
      : { related: { message: related.message, ...placeOf(related.span) } }),
  };
}

/** Values are quoted in texts, and may hold anything. */
function oneLine(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f]/g, (one) => JSON.stringify(one).slice(1, -1));
}

function compare(a: Diagnostic, b: Diagnostic): number {
  return (
    order(a.file, b.file) ||
    a.line - b.line ||
    a.column - b.column ||
    order(a.code, b.code) ||
    order(a.message, b.message)
  );
}

function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** A value inside a message: short, in quotes. */
export function quote(value: unknown): string {
  const words = String(value);
  return `"${words.length > 60 ? `${words.slice(0, 57)}...` : words}"`;
}
