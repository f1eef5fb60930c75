/** What a plan says of changes of the clock: those of the zone that the schedule meets. */
import { expect, test } from "vitest";

import { type ClockChange, listClockChanges } from "../../platform/plan/clock-changes.ts";
import { targets } from "../../platform/targets/index.ts";
import { edit, files, plan } from "./fixture.ts";

const now = new Date("2026-11-22T10:00Z");
const list = (schedule: string, zone: string, target = "kubernetes"): ClockChange[] =>
  listClockChanges(schedule, zone, targets[target]?.followsClock ?? false, now);

const spring = { date: "2027-03-28", from: "02:00", to: "03:00" };
const autumn = { date: "2027-10-31", from: "03:00", to: "02:00" };

test.each([
  ["kubernetes", "skipped", "twice"],
  ["docker", "once", "once"],
  ["local", "once", "once"],
])("%s: 2:30 in Madrid is %s in spring, and %s in autumn", (target, first, second) => {
  expect(list("30 2 * * *", "Europe/Madrid", target)).toEqual([
    { ...spring, runs: first },
    { ...autumn, runs: second },
  ]);
});

test.each([
  ["30 2 * * *", "America/Argentina/Buenos_Aires"],
  ["30 2 * * *", "UTC"],
  ["0 6 * * *", "Europe/Madrid"],
  ["*/5 * * * *", "Europe/Madrid"],
  ["30 2 * * mon-fri", "Europe/Madrid"],
  ["30 2 1 * *", "Europe/Madrid"],
])("%s in %s meets none", (schedule, zone) => {
  expect(list(schedule, zone)).toEqual([]);
});

test("a change of the clock is found from whichever hour of the day", () => {
  const hours = [...Array(50).keys()];
  for (const hour of hours) {
    const start = new Date(now.getTime() + hour * 3_600_000);
    expect(listClockChanges("30 2 * * *", "Europe/Madrid", true, start), String(hour)).toMatchObject([spring, autumn]);
  }
});

test("zones whose clock changes elsewhere, and by half an hour", () => {
  expect(list("30 23 * * *", "America/Santiago")).toMatchObject([{ from: "00:00", to: "23:00", runs: "twice" }]);
  expect(list("15 2 * * sun", "Australia/Lord_Howe")).toMatchObject([{ from: "02:00", to: "02:30", runs: "skipped" }]);
});

test("a plan lists them below the schedule that is new or changes", () => {
  const after = edit(edit(files, "base", "\"0 2 * * *\"", "\"30 2 * * *\""), "base", "America/Argentina/Buenos_Aires", "Europe/Madrid");
  const { schedules } = plan(files, after);
  expect(schedules.find(({ component }) => component === "tidy")).toMatchObject({
    clock: [{ ...spring, runs: "once" }, { ...autumn, runs: "once" }],
  });
  expect(plan(files, edit(files, "base", "\"0 2 * * *\"", "\"15 3 * * *\"")).schedules[0]).not.toHaveProperty("clock");
});
