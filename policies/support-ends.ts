/** When the versions of what runs get their last fixes, as each project announced it. */

const ends: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  postgresql: {
    "11": "2023-11-09",
    "12": "2024-11-21",
    "13": "2025-11-13",
    "14": "2026-11-12",
    "15": "2027-11-11",
    "16": "2028-11-09",
    "17": "2029-11-08",
    "18": "2030-11-14",
  },
  mysql: { "5.7": "2023-10-31", "8.0": "2026-04-30", "8.4": "2032-04-30" },
  redis: { "5": "2022-04-27", "6.0": "2022-04-27", "6": "2025-02-28", "6.2": "2025-02-28" },
  node: {
    "16": "2023-09-11",
    "18": "2025-04-30",
    "20": "2026-04-30",
    "22": "2027-04-30",
    "24": "2028-04-30",
  },
  cluster: {
    "1.30": "2025-06-28",
    "1.31": "2025-10-28",
    "1.32": "2026-02-28",
    "1.33": "2026-06-28",
    "1.34": "2026-10-27",
  },
};

/** The last day of fixes where that day is over, and the newest version that is known. */
export function findEnd(
  engine: string,
  version: string,
  today: string,
): { end: string; newest: string } | undefined {
  const known = ends[engine] ?? {};
  const [major = "", minor = ""] = version.split(".");
  const end = known[version] ?? known[`${major}.${minor}`] ?? known[major];
  if (end === undefined || end >= today) return undefined;
  return { end, newest: Object.keys(known).at(-1)! };
}
