/** What a verb of the command line is: its help, its flags and what it does. It knows no verb. */

import type { Output } from "./output.ts";

export interface Flag {
  type: "boolean" | "string";
  short?: string;
  /** Placeholder of the value in the help, as `N`. */
  value?: string;
  /** One line of at most 50 characters. */
  about: string;
  multiple?: boolean;
}

/** One call of the program, as the command line says it. */
export interface Call {
  root: string;
  verb: string;
  environment: string;
  /** Components; of `validate` the environments. */
  names: readonly string[];
  /** What `exec` is to run. */
  command: readonly string[];
  flags: Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
  output: Output;
  /** Aborted by the first Ctrl-C. */
  signal: AbortSignal;
}

/**
 * After the environment: nothing, one name or several, or a command. `environments` are the
 * environments themselves; `word` and `words` follow a verb that has no environment.
 */
export type Takes =
  "nothing" | "names" | "name" | "command" | "environments" | "no words" | "word" | "words";

export interface Verb {
  /** After `andamio`, as `up [ENV] [--only NAME]`. */
  usage: string;
  about: string;
  flags: Readonly<Record<string, Flag>>;
  /** Command after `andamio`, and what it does. */
  examples: readonly (readonly [string, string])[];
  /** What may follow the environment. */
  takes: Takes;
  /**
   * By its sub-verbs, what may follow each. The environment stands before or after the sub-verb.
   */
  actions?: Readonly<Record<string, Takes>>;
  /** Also works by what was deployed last, where the environment's file is away. */
  withoutFile?: true;
  /** Changes what runs: it goes on when nobody reads its output any more. */
  changes: boolean;
  /** Gives the exit code. */
  run(call: Call): Promise<number>;
}

/** Environments that are named as words, and the one of `-e`. */
export function withFlag(
  { flags: { environment } }: Call, names: readonly string[],
): readonly string[] {
  return typeof environment === "string" ? [environment, ...names] : names;
}

export const commonFlags: Readonly<Record<string, Flag>> = {
  environment: { type: "string", short: "e", value: "ENV", about: "the environment; default dev" },
  json: { type: "boolean", about: "machine-readable result on stdout" },
  help: { type: "boolean", short: "h", about: "this page" },
};
