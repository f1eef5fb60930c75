/** Whether a version is past its end of life, and which one is supported then. Knows no date. */
import { type Support, support } from "./supported-versions-data.ts";

export interface Ended {
  /** Its last day. */
  end: string;
  /** What to take instead: the newest version that is supported on that day. */
  fix: string;
}

export function findEnd(engine: string, version: string, today: string): Ended | undefined {
  const known = Object.hasOwn(support, engine) ? support[engine] : undefined;
  const end = known && endOf(known.ends, version);
  if (!known || typeof end !== "string" || end >= today) return undefined;
  return { end, fix: describeNewest(engine, known, today) };
}

/** A major alone is its newest minor. */
function endOf(ends: Support["ends"], version: string): string | null | undefined {
  const [major = "", minor = ""] = version.split(".");
  const found = [version, `${major}.${minor}`, major].find((one) => Object.hasOwn(ends, one));
  if (found !== undefined) return ends[found];
  const minors = Object.keys(ends).filter((one) => one.startsWith(`${major}.`));
  return minor === "" && minors.length > 0 ? ends[minors.at(-1)!] : undefined;
}

function describeNewest(engine: string, { ends, source, checked }: Support, today: string): string {
  const isSupported = ([, end]: [string, string | null]) => end === null || end >= today;
  const newest = Object.entries(ends).findLast(isSupported)?.[0];
  const dates = `dates of ${checked}: ${source}`;
  return newest === undefined ? `a newer ${engine}, see ${source}` : `${engine} ${newest} (${dates})`;
}
