/** What is valid means the same to every target's reader; what only one reads is refused. */
import { CronPattern } from "croner";
import { expect, test } from "vitest";

import { findCronProblem, normalizeCron } from "../../platform/spec/cron.ts";
import { isTimezone, suggestTimezone } from "../../platform/spec/timezone.ts";
import { toCron } from "../../platform/targets/kubernetes/cron.ts";
import { readAsRobfig } from "./robfig-cron.ts";

const atoms = [
  ...["*", "?", "0", "1", "2", "5", "6", "7", "8", "05", "12", "13", "23", "24", "31", "32", "59"],
  ...["60", "sun", "SAT", "mon", "fri", "jan", "Dec", "sep", "xyz", "L", "W", "1L", "-1", ""],
];
const steps = ["", "/1", "/2", "/3", "/5", "/7", "/30", "/0", "/90", "/", "/2/2", "/x"];

/** Fields of every kind that the grammar of any of the readers could allow. */
function listFields(): string[] {
  const ranges = atoms.flatMap((low) => ["", ...atoms].map((high) => (high ? `${low}-${high}` : low)));
  const all = ranges.flatMap((range) => steps.map((step) => range + step));
  const lists = ["*,5", "5,*", "1,2", "1,,2", ",1", "1,", "*/1,3", "*/2,3", "sun-sun,1", "1#2", "5-7,1"];
  return [...all, ...lists];
}

function readAsOurs(schedule: string): { values: number[]; star: boolean }[] {
  const pattern = new CronPattern(schedule, undefined, { mode: "5-part" });
  const values = (field: readonly unknown[], from: number): number[] =>
    [...field].flatMap((one, index) => (Number(one) > 0 ? [index + from] : []));
  const weekdays = values(pattern.dayOfWeek, 0).map((day) => day % 7);
  return [
    { values: values(pattern.minute, 0), star: true },
    { values: values(pattern.hour, 0), star: true },
    { values: values(pattern.day, 1), star: pattern.starDOM },
    { values: values(pattern.month, 1), star: true },
    { values: [...new Set(weekdays)].sort((a, b) => a - b), star: pattern.starDOW },
  ];
}

const relevant = new Set([2, 4]);

test.each([0, 1, 2, 3, 4])("field %i: what is valid is the same for Kubernetes", (place) => {
  const differ: string[] = [];
  let valid = 0;
  for (const field of listFields()) {
    const schedule = ["*", "*", "*", "*", "*"].with(place, field).join(" ");
    if (findCronProblem(schedule)) continue;
    valid += 1;
    const normal = normalizeCron(schedule);
    const theirs = readAsRobfig(toCron(normal));
    const ours = readAsOurs(normal);
    const same =
      theirs &&
      theirs.every(
        ({ values, star }, index) =>
          values.join() === ours[index]!.values.join() &&
          (!relevant.has(index) || star === ours[index]!.star),
      );
    if (!same) differ.push(schedule);
  }
  expect(differ).toEqual([]);
  expect(valid).toBeGreaterThan(20);
});

test.each([
  ["0 0 * * mon-sun", "0 0 * * 1,2,3,4,5,6,0"],
  ["0 0 * * SAT-SUN", "0 0 * * 6,0"],
  ["0 0 * * wed-7/2", "0 0 * * 3,5,0"],
  ["0 0 * * 0-7", "0 0 * * 0,1,2,3,4,5,6"],
  ["0 0 */1 * mon", "0 0 * * mon"],
  ["0 0 1,* * mon", "0 0 * * mon"],
])("%s is %s on Kubernetes", (schedule, expected) => {
  expect(findCronProblem(schedule)).toBeUndefined();
  expect(toCron(normalizeCron(schedule))).toBe(expected);
});

test.each([
  ...["0 0 * * fri-tue", "0 0 * nov-feb *", "0 22-2 * * *", "0 0 ? * 1", "0 0 * * mon-5-6"],
  ...["0 0 * * sun-sun", "*-5 * * * *", "*/0 * * * *", "0 0 * * monday", "0 0 * mon *", "0 0 L * *"],
])("%s is refused", (schedule) => {
  expect(findCronProblem(schedule)).toEqual({ type: "unreadable" });
});

test.each(["utc", "Local", "PST", "europe/madrid", "SystemV/EST5", "America/buenos_Aires", "Etc/UNKNOWN", "JST"])(
  "the zone %s is refused, as Go and the API server refuse it",
  (name) => {
    expect(isTimezone(name)).toBe(false);
  },
);

test("zones by their old names are taken, and the right case is offered", () => {
  expect(["US/Pacific", "GB", "EST5EDT", "Europe/Kyiv", "Europe/Kiev", "Etc/GMT+3"].every(isTimezone)).toBe(true);
  expect(["utc", "EUROPE/madrid", "buenos aires"].map(suggestTimezone)).toEqual([
    "UTC", "Europe/Madrid", "America/Argentina/Buenos_Aires",
  ]);
});
