/** Puts the values of mended findings in their places, and says which those are. */
import { parsePointer } from "../platform/spec/node.ts";
import type { Finding } from "./judge.ts";

/** Gives another environment; the one that came in stays as it is. */
export function mend<T extends object>(environment: T, findings: readonly Finding[]): T {
  return findings.filter(isMended).reduce(
    (mended, { pointer, mended: found }) => setAt(mended, parsePointer(pointer), found!.value),
    environment,
  );
}

/** Names of rules by the pointers of what they put right. */
export function listMended(findings: readonly Finding[]): Map<string, string> {
  return new Map(findings.filter(isMended).map(({ pointer, rule }) => [pointer, rule]));
}

function isMended({ mended, waived }: Finding): boolean {
  return mended !== undefined && !waived;
}

function setAt<T extends object>(into: T, [step, ...rest]: readonly string[], value: unknown): T {
  if (step === undefined) return value as T;
  const inside = (into as Record<string, unknown>)[step] ?? {};
  return { ...into, [step]: setAt(inside as object, rest, value) };
}
