/** Values as a plan shows them: short, on one line, and never a credential. */
import { toFlow } from "../spec/flow.ts";
import { isCredential } from "../spec/plain-credentials.ts";

/** What stands for a secret value; two that differ may look alike. */
export type Mask = (value: string) => string;

export const hide: Mask = () => "(secret)";

const longest = 60;

export function describeValue(name: string, value: unknown, mask: Mask): string {
  if (value === undefined) return "not set";
  const words = toWords(maskInside(name, value, mask));
  return words.length > longest ? `${words.slice(0, longest - 1)}…` : words;
}

/** A text on its own needs quotes only where it would be taken for something else. */
function toWords(value: unknown): string {
  const isWords = typeof value === "string" && /^[^\s"]+( [^\s"]+)*$/.test(value);
  return isWords ? value : toFlow(value);
}

function maskInside(name: string, value: unknown, mask: Mask): unknown {
  if (typeof value === "string") return isCredential(name, value) ? mask(value) : value;
  if (Array.isArray(value)) return value.map((one) => maskInside(name, one, mask));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, maskInside(key, one, mask)]),
  );
}
