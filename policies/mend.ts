/** Puts the values of mended findings in their places. */
import { parsePointer } from "../platform/spec/node.ts";
import type { Finding } from "./judge.ts";

/** Gives another environment; the one that came in stays as it is. */
export function mend<T extends object>(environment: T, findings: readonly Finding[]): T {
  return findings.reduce(
    (mended, { pointer, mended: found, waived }) =>
      found && !waived ? setAt(mended, parsePointer(pointer), found.value) : mended,
    environment,
  );
}

function setAt<T extends object>(into: T, [step, ...rest]: readonly string[], value: unknown): T {
  if (step === undefined) return value as T;
  const inside = (into as Record<string, unknown>)[step] ?? {};
  return { ...into, [step]: setAt(inside as object, rest, value) };
}
