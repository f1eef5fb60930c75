/** Money as whole cents, and as the text with two decimals that people and programs see (X45). */

import { Type } from "typebox";

/** The range of numeric(15,2); more decimals are refused, never rounded. */
export const money = Type.String({
  pattern: String.raw`^\d{1,13}(\.\d{1,2})?$`,
  description: "At most two decimals, such as 500.00",
});

/** Above nothing */
export const positiveMoney = Type.String({
  pattern: String.raw`^([1-9]\d{0,12}(\.\d{1,2})?|0\.(0[1-9]|[1-9]\d?))$`,
  description: "Above 0, with at most two decimals, such as 500.00",
});

/** Of text that fits the schema. */
export function toCents(text: string): bigint {
  const [whole = "0", decimals = ""] = text.split(".");
  return BigInt(whole) * 100n + BigInt(decimals.padEnd(2, "0"));
}

export function toMoney(cents: bigint): string {
  const digits = String(cents < 0n ? -cents : cents).padStart(3, "0");
  return `${cents < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** part / whole × 100 with two decimals, rounded half up; 0 of nothing. */
export function toPercent(part: bigint, whole: bigint): number {
  if (whole === 0n) return 0;
  const twice = (2n * part * 10_000n) / whole; // hundredths of a percent, doubled
  return Number((twice + 1n) >> 1n) / 100; // the shift rounds down, below 0 too
}
