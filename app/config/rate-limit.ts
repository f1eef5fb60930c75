/** The text of a rate limit: `100/minute`, or several at once, `200/day;50/hour` (X05). */

export interface Limit {
  max: number;
  windowMs: number;
  /** As it was written, for the answer of who goes over it */
  text: string;
}

const units = { second: 1_000, minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/** Undefined when it is not well written. */
export function parseLimits(text: string): Limit[] | undefined {
  const limits = text.split(";").map((part) => parseLimit(part.trim()));
  return limits.every((limit) => limit !== undefined) ? limits : undefined;
}

function parseLimit(text: string): Limit | undefined {
  const [, max, unit] = /^([1-9]\d{0,8}) ?(?:\/|per) ?(second|minute|hour|day)$/.exec(text) ?? [];
  return max && unit
    ? { max: Number(max), windowMs: units[unit as keyof typeof units], text }
    : undefined;
}
