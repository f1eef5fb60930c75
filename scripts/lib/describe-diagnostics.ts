/** Faults of a file with their code frames, for one stream. */

import { readFileSync } from "node:fs";
import { join } from "node:path";

import type { Diagnostic } from "../../platform/errors.ts";
import { renderDiagnostics } from "../../platform/spec/diagnostics.ts";
import { paint } from "./output.ts";

export function describeDiagnostics(
  diagnostics: readonly Diagnostic[], root: string, stream: NodeJS.WriteStream,
): string {
  const color = paint(stream, "red", "x") !== "x";
  return renderDiagnostics(diagnostics, (file) => readText(join(root, file)), { color });
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined; // the message and its place stand without the frame
  }
}
