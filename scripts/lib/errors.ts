/** Errors as people read them on stderr, and as programs read them on stdout with `--json`. */

import { isPlatformError, type PlatformError } from "../../platform/errors.ts";
import { mostShown } from "../../platform/spec/faults.ts";
import { asTyped } from "./as-typed.ts";
import { describeHint } from "./describe-hint.ts";
import { type Output, paint } from "./output.ts";

/**
 * Shows an error; a stack trace only for one that was not foreseen, and only with ANDAMIO_DEBUG=1.
 */
export async function reportError(error: unknown, output: Output, root: string): Promise<void> {
  if (output.json) {
    output.result({ ok: false, error: describeAsData(error) }, "");
  }
  const text = isPlatformError(error)
    ? await describeForeseen(error, output, root)
    : describeUnforeseen(error, output);
  output.note(text);
}

async function describeForeseen(
  error: PlatformError, output: Output, root: string,
): Promise<string> {
  const lines = [`${label(output)} ${error.message}`];
  if (error.diagnostics.length > 0) {
    const { describeDiagnostics } = await import("./describe-diagnostics.ts");
    lines.unshift(describeDiagnostics(error.diagnostics, root, output.stderr), "");
  }
  if (error.hint !== undefined) {
    lines.push(describeHint(error.hint, output.stderr));
  }
  return lines.join("\n");
}

function describeUnforeseen(error: unknown, output: Output): string {
  const message = error instanceof Error ? error.message : String(error);
  if (process.env.ANDAMIO_DEBUG === "1" && error instanceof Error) {
    return `${label(output)} ${error.stack ?? message}`;
  }
  const hint = "this was not foreseen; the same command with ANDAMIO_DEBUG=1 shows where it happened";
  return `${label(output)} ${message.split("\n")[0]}\n${describeHint(hint, output.stderr)}`;
}

/** Any verb may write below `.andamio`, and that its disk is full is nobody's mistake. */
export async function explainFullDisk(error: unknown, root: string): Promise<unknown> {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== "ENOSPC" && code !== "EDQUOT") return error;
  const { explainWrite } = await import("./engine/failures.ts");
  return explainWrite(error, root);
}

function describeAsData(error: unknown): object {
  if (!isPlatformError(error)) {
    return { code: "internal", message: error instanceof Error ? error.message : String(error) };
  }
  const { code, message, hint, diagnostics } = error;
  return {
    code,
    message,
    hint: hint === undefined ? undefined : asTyped(hint),
    ...countDiagnostics(diagnostics),
  };
}

/** As many as people see; the rest are counted. */
function countDiagnostics(all: PlatformError["diagnostics"]): object {
  if (all.length === 0) return {};
  const more = all.length - mostShown;
  return { diagnostics: all.slice(0, mostShown), ...(more > 0 && { more }) };
}

function label(output: Output): string {
  return paint(output.stderr, ["red", "bold"], "error:");
}
