/** Findings as faults of the file: each with its place, what is wrong and what to write. */
import type { Diagnostic } from "../platform/errors.ts";
import { toLine } from "../platform/spec/faults.ts";
import type { Place } from "../platform/spec/source.ts";
import { blocks, type Finding } from "./judge.ts";

/** What is waived is left out; what was mended is a warning. */
export function diagnose(
  findings: readonly Finding[],
  locate: (pointer: string) => Place,
): Diagnostic[] {
  return findings
    .filter(({ waived }) => !waived)
    .map((finding) => ({
      code: finding.rule,
      ...(blocks(finding) ? {} : { severity: "warning" as const }),
      message: toLine(describeFinding(finding)),
      ...locate(finding.pointer),
      help: toLine(describeHelp(finding)),
    }))
    .sort(compare);
}

/** Whom it concerns, and what is wrong. */
export function describeFinding({ components, reason }: Finding): string {
  const shown = components.slice(0, 5).map((name) => `"${name}"`);
  const more = components.length - shown.length;
  const who = [...shown, ...(more > 0 ? [`${more} more`] : [])].join(", ");
  return who === "" ? reason : `${who}: ${reason}`;
}

function describeHelp({ fix, page, mended }: Finding): string {
  const done = mended ? `deployed with ${JSON.stringify(mended.value)} instead` : fix;
  return page === undefined ? `hint: ${done}` : `hint: ${done} (${page})`;
}

function compare(a: Diagnostic, b: Diagnostic): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}
