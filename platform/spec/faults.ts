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
  /** As a function where it takes long to find: it is asked for what is shown. */
  help?: string | (() => string | undefined);
  /** The other end of a fault that has two. */
  related?: { message: string; span: Span };
}

/** One by one: a call takes fewer arguments than a file may have faults. */
export function addFaults(faults: Fault[], more: Iterable<Fault>): void {
  for (const fault of more) faults.push(fault);
}

/** The most faults that are shown; the rest are counted. */
export const mostShown = 100;

/** Sorted by place, each once. Those that are not shown have no help. */
export function describeFaults(faults: readonly Fault[]): Diagnostic[] {
  const found = new Map<string, { diagnostic: Diagnostic; fault: Fault }>();
  for (const fault of faults) {
    const diagnostic = describeFault(fault);
    const { file, line, column, code, message } = diagnostic;
    const key = `${file}\n${line}\n${column}\n${code}\n${message}`;
    if (!found.has(key)) found.set(key, { diagnostic, fault });
  }
  const sorted = [...found.values()].sort((a, b) => compare(a.diagnostic, b.diagnostic));
  return sorted.map(({ diagnostic, fault: { help: known } }, index) => {
    const help = typeof known === "string" ? known : index < mostShown ? known?.() : undefined;
    return help === undefined ? diagnostic : addHelp(diagnostic, toLine(help));
  });
}

/** In the order in which people read them. */
function addHelp({ related, ...diagnostic }: Diagnostic, help: string): Diagnostic {
  return { ...diagnostic, help, ...(related && { related }) };
}

function describeFault({ code, message, span, related }: Fault): Diagnostic {
  return {
    code,
    message: toLine(message),
    ...placeOf(span),
    ...(related === undefined
      ? {}
      : { related: { message: toLine(related.message), ...placeOf(related.span) } }),
  };
}

/** One line to read: the values in it may hold anything, and be as long as a file. */
export function toLine(text: string): string {
  const short = text.replace(/\S{121,}/g, (word) => `${word.slice(0, 60)}...${word.slice(-20)}`);
  return cutMiddle(short).replace(control, (one) => JSON.stringify(one).slice(1, -1));
}

const control = /[\u0000-\u001f\u007f]/g;

function cutMiddle(text: string): string {
  return text.length > 1000 ? `${text.slice(0, 700)}...${text.slice(-200)}` : text;
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
