/**
 * Remembers, for one call of the program, every value that it learned and must not show. Whatever
 * reads a secret reports it here; where output leaves, it is masked by this.
 */
import { isMasked } from "./forms.ts";
import { createMasker, type Masker, type MaskingStream } from "./masker.ts";

const values = new Set<string>();
const tooShort = new Set<string>();
let masker: Masker | undefined;
let enabled = true;

/** The name is for the warning about a value that is too short to be masked. */
export function learnSecret(value: unknown, name?: string): void {
  if (typeof value !== "string" || value.trim() === "") return;
  if (!isMasked(value)) {
    if (name !== undefined) tooShort.add(name);
    return;
  }
  if (values.has(value)) return;
  values.add(value);
  masker = undefined;
}

export function maskSecrets(text: string): string {
  masker ??= createMasker(enabled ? values : []);
  return masker.maskText(text);
}

/** For the output of a program, with one character a byte, by what is known now. */
export function openByteMask(): MaskingStream {
  return createMasker(enabled ? values : [], { bytes: true }).openStream();
}

/** The same value with every text inside masked, keys included. */
export function maskInside<T>(value: T): T {
  if (!enabled || values.size === 0) return value;
  const hide = (inside: unknown): unknown => {
    if (typeof inside === "string") return maskSecrets(inside);
    if (typeof inside !== "object" || inside === null) return inside;
    if (Array.isArray(inside)) return inside.map(hide);
    if ("toJSON" in inside) return inside;
    const entries = Object.entries(inside);
    return Object.fromEntries(entries.map(([key, one]) => [maskSecrets(key), hide(one)]));
  };
  return hide(value) as T;
}

/** Names of secrets that were too short to be masked, each reported once. */
export function takeTooShort(): string[] {
  const names = [...tooShort];
  tooShort.clear();
  return names;
}

/** Shows values as they are, for a person who asked for that. */
export function stopMasking(): void {
  enabled = false;
  masker = undefined;
}

/** A new call of the program knows nothing yet. */
export function forgetSecrets(): void {
  values.clear();
  tooShort.clear();
  enabled = true;
  masker = undefined;
}
