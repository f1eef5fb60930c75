/**
 * What can go wrong in the platform, as codes that programs check and texts that people read. It
 * prints nothing itself.
 */

/**
 * Every code a PlatformError can carry. `input` codes are the user's to mend (exit code 2), the
 * rest are failures (exit code 1).
 */
export const errorCodes = {
  // the user's input
  spec_invalid: "input",
  environment_unknown: "input",
  component_unknown: "input",
  usage: "input",
  secret_missing: "input",
  target_unsupported: "input",
  state_refused: "input",
  confirmation_needed: "input",
  policy_violated: "input",
  data_loss: "input",
  plan_edited: "input",
  // what went wrong while doing it
  tool_missing: "failure",
  tool_failed: "failure",
  engine_failed: "failure",
  build_failed: "failure",
  job_failed: "failure",
  start_failed: "failure",
  store_failed: "failure",
  port_taken: "failure",
  locked: "failure",
  plan_moved: "failure",
  not_running: "failure",
  unreachable: "failure",
  interrupted: "failure",
} as const;

export type ErrorCode = keyof typeof errorCodes;

/**
 * A fault in a spec, with the place that holds it. Lines and columns count from 1; columns count
 * UTF-16 units.
 */
export interface Diagnostic {
  /** Stable short name, such as `unknown-field`. */
  code: string;
  /** An error where it says nothing. */
  severity?: "warning";
  /** What is wrong, in one line, without a final dot. */
  message: string;
  file: string;
  line: number;
  column: number;
  /** How many characters the carets cover, at least 1. */
  length: number;
  /** What to do, in one line. */
  help?: string;
  /** The other end of a fault that has two. */
  related?: { message: string; file: string; line: number; column: number; length: number };
}

interface Details {
  /** The next command to type, or the next thing to do. */
  hint?: string;
  cause?: unknown;
  diagnostics?: readonly Diagnostic[];
}

/** The one error that the platform throws for what it foresaw; anything else is a bug. */
export class PlatformError extends Error {
  readonly code: ErrorCode;
  readonly hint?: string;
  readonly diagnostics: readonly Diagnostic[];

  constructor(code: ErrorCode, message: string, { hint, cause, diagnostics = [] }: Details = {}) {
    super(message, { cause });
    this.name = "PlatformError";
    this.code = code;
    this.hint = hint;
    this.diagnostics = diagnostics;
  }
}

/** 2 when the user's input is wrong, 4 where nobody could be asked, 1 for everything else. */
export function exitCodeOf(error: unknown): 1 | 2 | 4 {
  if (isPlatformError(error) && error.code === "unreachable") return 4;
  return isPlatformError(error) && errorCodes[error.code] === "input" ? 2 : 1;
}

/** Checks by shape, because an error may come from another copy of this module. */
export function isPlatformError(error: unknown): error is PlatformError {
  return error instanceof Error && error.name === "PlatformError" && "code" in error;
}
