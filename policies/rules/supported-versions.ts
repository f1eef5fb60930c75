/** What runs still gets its security fixes. */
import { listComponents } from "../programs.ts";
import type { Complaint, Rule } from "../rule.ts";

/** The last day of fixes, as each project announced it. */
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
};
const defaults: Readonly<Record<string, string>> = { postgresql: "15", mysql: "8.0", redis: "7" };

export const supportedVersions: Rule = {
  name: "supported-versions",
  about: "Databases, Redis and Node are of versions that still get security fixes.",
  why: "A hole that becomes known stays open.",
  levels: { dev: "advisory", staging: "advisory", prod: "advisory" },
  check: ({ environment, today }) => [
    ...listComponents(environment, ["Database", "Redis"])
      .filter(({ spec }) => spec.managed === undefined)
      .flatMap(({ at, kind, spec }) => {
        const engine = kind === "Redis" ? "redis" : String(spec.engine);
        const version = String(spec.version ?? defaults[engine] ?? "");
        return judgeVersion(engine, version, [...at, "version"], today);
      }),
    ...Object.entries(environment.images).flatMap(([name, image]) =>
      ["ref", "base"].flatMap((field) => {
        const [, engine = "", version = ""] = /(?:^|\/)(node|postgres|mysql|redis):(\d+(?:\.\d+)?)/.exec(String(image[field] ?? "")) ?? [];
        return judgeVersion(engine === "postgres" ? "postgresql" : engine, version, ["images", name, field], today);
      }),
    ),
  ],
  wrong: { components: { db: { version: "13" } } },
  right: { components: { db: { version: "17" } } },
};

function judgeVersion(engine: string, version: string, at: string[], today: string): Complaint[] {
  const known = ends[engine] ?? {};
  const major = version.split(".")[0] ?? "";
  const end = known[version] ?? known[version.split(".").slice(0, 2).join(".")] ?? known[major];
  if (end === undefined || end >= today) return [];
  const newest = Object.keys(known).at(-1);
  return [{ at, reason: `${engine} ${version} gets no fixes since ${end}`, fix: `version: "${newest}"` }];
}
