/** Faults of a file with their code frames, for one stream. */

import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";

import { isInside } from "../../platform/environment-files.ts";
import type { Diagnostic } from "../../platform/errors.ts";
import { renderDiagnostics } from "../../platform/spec/diagnostics.ts";
import { asTyped } from "./as-typed.ts";
import { columnsOf, paint, proseColumnsOf } from "./output.ts";
import { wrap } from "./wrap.ts";

export function describeDiagnostics(
  diagnostics: readonly Diagnostic[], root: string, stream: NodeJS.WriteStream,
): string {
  const color = paint(stream, "red", "x") !== "x";
  const columns = columnsOf(stream);
  const wrapHelp = (help: string): string => wrap(asTyped(help), proseColumnsOf(stream) - 2, "  ");
  const look = { color, columns, wrapHelp };
  return renderDiagnostics(diagnostics, (file) => readText(root, file), look);
}

/** Of what lies in the project alone. */
function readText(root: string, file: string): string | undefined {
  try {
    const path = join(root, file);
    return isInside(root, file) && statSync(path).isFile() ? readFileSync(path, "utf8") : undefined;
  } catch {
    return undefined; // the message and its place stand without the frame
  }
}
