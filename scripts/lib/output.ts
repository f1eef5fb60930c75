/**
 * Where text goes: results to stdout, everything else to stderr, colours only where a person sees
 * them, and nowhere a value that is secret.
 */

import { styleText } from "node:util";

import { maskInside, maskSecrets } from "../../platform/masking/known-secrets.ts";
import { maskStream } from "./mask-stream.ts";
import { wrap } from "./wrap.ts";

export type Format = Parameters<typeof styleText>[0];

export interface Output {
  readonly json: boolean;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** The result: the value with `--json`, else the text, its lines as wide as the terminal. */
  result(value: unknown, text: string): void;
  /** One that is a file or a program, and stays as it is. */
  document(value: unknown, text: string): void;
  /** A line for people who watch. */
  note(text: string): void;
  /** Takes the notes over while something is drawn, until it is called with nothing. */
  redirect(notes?: (text: string) => void): void;
}

export function createOutput(
  json: boolean,
  bareStdout: NodeJS.WriteStream,
  bareStderr: NodeJS.WriteStream,
): Output {
  const [stdout, stderr] = [maskStream(bareStdout), maskStream(bareStderr)];
  const write = (text: string) => void stderr.write(`${text}\n`);
  let notes: (text: string) => void = write;
  const document = (value: unknown, text: string) => {
    if (json) {
      stdout.write(`${JSON.stringify(maskInside(value), null, 2)}\n`);
    } else if (text !== "") {
      stdout.write(`${text}\n`);
    }
  };
  return {
    json,
    stdout,
    stderr,
    result: (value, text) => document(value, wrap(text, columnsOf(bareStdout))),
    document,
    note: (text) => notes(wrap(maskSecrets(text), columnsOf(bareStderr))),
    redirect: (instead = write) => {
      notes = instead;
    },
  };
}

/** Colours for one stream; plain text where it is no terminal or NO_COLOR is set. */
export function paint(stream: NodeJS.WriteStream, format: Format, text: string): string {
  return styleText(format, text, { stream });
}

/** Columns of a stream that wraps; a file never does. */
export function columnsOf(stream: NodeJS.WriteStream): number {
  return stream.isTTY ? stream.columns || 80 : Infinity;
}

/** Columns of what is read and not searched for: hints. */
export function proseColumnsOf(stream: NodeJS.WriteStream): number {
  return stream.columns || 80;
}

/** Text in at most that many columns. */
export function fit(text: string, columns: number): string {
  return text.length <= columns ? text : `${text.slice(0, Math.max(0, columns - 1))}…`;
}

/** `0.4 s`, `12 s`, `3 min 5 s`. */
export function describeSeconds(seconds: number): string {
  if (seconds < 10) {
    return `${seconds.toFixed(1)} s`;
  }
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
