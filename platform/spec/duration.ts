/** Durations as they are written (`1h30m`), in milliseconds and seconds. */

const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Milliseconds of a duration that the schema has checked. */
export function parseDuration(duration: string): number {
  let total = 0;
  for (const [, count, unit] of duration.matchAll(/(\d+)(ms|s|m|h|d)/g)) {
    total += Number(count) * (units[unit ?? ""] ?? 0);
  }
  return total;
}

export function parseSeconds(duration: string): number {
  return parseDuration(duration) / 1000;
}

const words: Readonly<Record<string, string>> = {
  "": "s",
  sec: "s",
  secs: "s",
  second: "s",
  seconds: "s",
  min: "m",
  mins: "m",
  minute: "m",
  minutes: "m",
  hour: "h",
  hours: "h",
  hr: "h",
  hrs: "h",
  day: "d",
  days: "d",
  msec: "ms",
  millis: "ms",
};

export function suggestDuration(wrong: string): string | undefined {
  const [, count, unit = ""] = /^\s*(\d+)\s*([A-Za-z]*)\s*$/.exec(wrong) ?? [];
  const known = unit.toLowerCase() in units ? unit.toLowerCase() : words[unit.toLowerCase()];
  return count === undefined || known === undefined ? undefined : `${count}${known}`;
}
