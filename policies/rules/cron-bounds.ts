/** Runs of a CronJob do not pile up, and leave something to look at. */
import { Cron } from "croner";

import { parseDuration } from "../../platform/spec/duration.ts";
import { listPrograms } from "../programs.ts";
import type { Complaint, Rule } from "../rule.ts";

export const cronBounds: Rule = {
  name: "cron-bounds",
  about: "Runs of a CronJob do not overlap, end before the next but one, and are kept to look at.",
  why: "Runs that pile up take the memory and the connections of everything else.",
  levels: { dev: "off", staging: "advisory", prod: "mandatory" },
  check: ({ environment }) =>
    listPrograms(environment, ["CronJob"])
      .filter(({ spec }) => spec.suspended !== true)
      .flatMap(({ at, spec }): Complaint[] => {
        const fix = "overlap: forbid, which is the default";
        const every = periodOf(String(spec.schedule));
        const timeout = parseDuration(String(spec.timeout ?? "1h"));
        return [
          ...(spec.overlap === "allow"
            ? [{ at: [...at, "overlap"], reason: "its runs may pile up", fix }]
            : []),
          ...(timeout > Math.max(every * 2, 3_600_000)
            ? [{ at: [...at, "timeout"], reason: "it may hang for several of its turns", fix: "a shorter timeout" }]
            : []),
          ...(spec.history === 0
            ? [{ at: [...at, "history"], reason: "no run is kept to look at", fix: "history: 3" }]
            : []),
        ];
      }),
  wrong: { components: { "health-check": { overlap: "allow" } } },
  right: { components: { "health-check": { overlap: "replace", timeout: "1h" } } },
};

/** Milliseconds between its next two turns. */
function periodOf(schedule: string): number {
  const [one, two] = new Cron(schedule, { paused: true, timezone: "UTC" }).nextRuns(
    2,
    new Date("2027-01-01T00:00:00Z"),
  );
  return one && two ? two.getTime() - one.getTime() : Infinity;
}
