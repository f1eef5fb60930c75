/** Cron jobs in a plan: those that appear, change or vanish, with their next times. */
import { expect, test } from "vitest";

import { listNext } from "../../platform/plan/schedules.ts";
import { edit, files, plan } from "./fixture.ts";

test("one that appears, one that changes, and one that goes", () => {
  const moved = edit(files, "base", "\"0 2 * * *\"", "\"15 3 * * *\"");
  const line = /  report: .*\n/.exec(files["environments/dev.yaml"]!)![0];
  const report = line.replace("report:", "weekly:").replace(", suspended: true", "");
  const after = edit(moved, "dev", line, report);
  expect(plan(files, after).schedules).toMatchObject([
    {
      ...{ component: "tidy", change: "changed", schedule: "15 3 * * *" },
      timezone: "America/Argentina/Buenos_Aires",
      next: ["2026-11-23 03:15 -03:00", "2026-11-24 03:15 -03:00", "2026-11-25 03:15 -03:00"],
    },
    {
      ...{ component: "weekly", change: "added", timezone: "Europe/Madrid", suspended: false },
      next: ["2026-11-23 08:30 +01:00", "2026-11-24 08:30 +01:00", "2026-11-25 08:30 +01:00"],
    },
    { component: "report", change: "removed", next: [] },
  ]);
});

test("another time zone of the environment moves those that have none of their own", () => {
  const after = edit(files, "base", "America/Argentina/Buenos_Aires", "Europe/Rome");
  expect(plan(files, after).schedules).toMatchObject([{ component: "tidy", timezone: "Europe/Rome" }]);
});

test("one that is suspended has no next time", () => {
  const after = edit(files, "dev", "30 8", "30 9");
  expect(plan(files, after).schedules).toMatchObject([{ suspended: true, next: [] }]);
});

/** Clocks of Madrid go forward on 28 March 2027 at 2:00, and back on 25 October 2026 at 3:00. */
test.each([
  [
    "30 2 * * *",
    "2027-03-27T00:00Z",
    ["2027-03-27 02:30 +01:00", "2027-03-28 03:00 +02:00", "2027-03-29 02:30 +02:00"],
  ],
  [
    "30 2 * * *",
    "2026-10-24T00:00Z",
    ["2026-10-24 02:30 +02:00", "2026-10-25 02:30 +02:00", "2026-10-26 02:30 +01:00"],
  ],
  [
    "0 6 * * *",
    "2027-03-27T00:00Z",
    ["2027-03-27 06:00 +01:00", "2027-03-28 06:00 +02:00", "2027-03-29 06:00 +02:00"],
  ],
])("the times of %s from %s are those of the clock on the wall", (schedule, now, times) => {
  expect(listNext(schedule, "Europe/Madrid", new Date(now))).toEqual(times);
});
