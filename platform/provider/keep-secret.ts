/** Decides the value of a generated secret: as it is kept, as the state knows it, or a new one. */
import { randomBytes } from "node:crypto";

import { PlatformError } from "../errors.ts";
import type { Outputs } from "./handler.ts";
import { unknown } from "./values.ts";

export interface Generated {
  bytes?: number;
  format?: "base64url" | "hex";
}

interface Kept {
  name: string;
  /** Where it is kept, in words. */
  place: string;
  /** How to remove what is kept there, as a command. */
  removal: string;
  value: string | undefined;
}

/**
 * What it opens lives on with the value that it was made with, so a new one is made only where none
 * is known. Throws `state_refused` for a value that was cut short and that the state does not hold.
 */
export function keepSecret(generated: Generated, kept: Kept, before?: Outputs): string {
  const earlier = before?.["value"] as string | undefined;
  const { value } = kept;
  if (isWhole(value, generated, before)) return value;
  if (isWhole(earlier, generated, before)) return earlier;
  if (value === undefined) return makeSecret(generated);
  const { name, place, removal } = kept;
  const asked = `${lengthOf(generated)} characters are asked for`;
  throw new PlatformError(
    "state_refused",
    `the secret "${name}" was cut short or overwritten, and ${asked}: ${place}`,
    {
      hint: `put it back from a copy; or remove it, and the next up generates another: ${removal}`,
    },
  );
}

/** The value that `keepSecret` will give, where it makes none. */
export function foreseeSecret(
  generated: Generated,
  kept: string | undefined,
  before?: Outputs,
): string {
  const earlier = before?.["value"] as string | undefined;
  return [kept, earlier].find((value) => isWhole(value, generated, before)) ?? unknown;
}

/**
 * Whether it has the length that is asked for, or of the value that the state holds: that one stays
 * when more is asked for later. A file on a disk that was full, or that was overwritten, is empty,
 * short, or no text.
 */
export function isWhole(
  value: string | undefined,
  generated: Generated,
  before?: Outputs,
): value is string {
  const length = Math.min(lengthOf(generated), lengthBefore(before));
  return value !== undefined && value.length >= length && !/[\p{Cc}\uFFFD]/u.test(value);
}

function lengthBefore(before: Outputs = {}): number {
  const { value, asked } = before as { value?: string; asked?: Generated };
  if (typeof value === "string" && value !== "") return value.length;
  return asked?.bytes === undefined ? Infinity : lengthOf(asked);
}

function makeSecret({ bytes = 32, format = "base64url" }: Generated): string {
  return randomBytes(bytes).toString(format);
}

/** In characters. */
function lengthOf({ bytes = 32, format = "base64url" }: Generated): number {
  return format === "hex" ? bytes * 2 : Math.ceil((bytes * 4) / 3);
}
