/** Durations as Go reads and writes them; the daemon's are nanoseconds. */
const units = { h: 3600e9, m: 60e9, s: 1e9, ms: 1e6, us: 1e3, ns: 1 } as const;

export function parseDuration(text = "0s"): number {
  const parts = [...text.matchAll(/([\d.]+)(h|ms|m|s|us|ns)/g)];
  return parts.reduce(
    (sum, [, count, unit]) => sum + Number(count) * units[unit as keyof typeof units],
    0,
  );
}

/** A minute is `1m0s`. */
export function formatDuration(nanoseconds = 0): string {
  if (nanoseconds === 0) return "0s";
  if (nanoseconds < units.s) return `${nanoseconds / units.ms}ms`;
  const hours = Math.floor(nanoseconds / units.h);
  const minutes = Math.floor((nanoseconds % units.h) / units.m);
  const seconds = (nanoseconds % units.m) / units.s;
  return `${hours ? `${hours}h` : ""}${hours || minutes ? `${minutes}m` : ""}${seconds}s`;
}
