/** Marked values of the engine's protocol: secrets, values not known yet, and outputs. */
import { isDeepStrictEqual } from "node:util";

const signature = "4dabf18193072939515e22adb298388d";
const secretMark = "1b47061264138c4ac30d75fd1eb44270";
const outputMark = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
/** What is observed of a thing that is as it should be. */
export const sound = "ok";

/** Stands for a value that is not known before the change is made. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

type Marked = { [signature]: string; value?: unknown; secret?: boolean };

export function markSecret(value: unknown): unknown {
  return { [signature]: secretMark, value };
}

/** The plain value. Must not go back to the engine. */
export function reveal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reveal);
  if (!isRecord(value)) return value;
  if (isMarked(value)) return reveal(value.value ?? unknown);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, reveal(one)]));
}

/** Whether any part of a revealed value is not known yet. */
export function hasUnknown(value: unknown): boolean {
  return JSON.stringify(value)?.includes(unknown) ?? false;
}

/** Every text that is marked as secret, the longest first. */
export function collectSecrets(value: unknown, within = false): string[] {
  if (typeof value === "string") return within && isWorthHiding(value) ? [value] : [];
  if (typeof value !== "object" || value === null) return [];
  const inside = within || (isRecord(value) && isMarkedSecret(value));
  const found = Object.values(value).flatMap((part) => collectSecrets(part, inside));
  return found.sort((a, b) => b.length - a.length);
}

/** Hiding every "a" would hide the message. */
function isWorthHiding(text: string): boolean {
  return text.length >= 4 && ![unknown, secretMark, outputMark].includes(text);
}

function isMarkedSecret(value: Record<string, unknown>): boolean {
  return isMarked(value) && (value[signature] === secretMark || value.secret === true);
}

export function isSame(a: unknown, b: unknown): boolean {
  return isDeepStrictEqual(withoutUndefined(a), withoutUndefined(b));
}

/** The engine's protocol has no `undefined`. */
export function withoutUndefined<T>(value: T): T {
  return value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T);
}

function isMarked(value: Record<string, unknown>): value is Marked {
  return value[signature] === secretMark || value[signature] === outputMark;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
