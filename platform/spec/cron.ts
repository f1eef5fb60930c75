/** Schedules in five fields: whether they can be read, and whether they ever fire. */
import { Cron, CronPattern } from "croner";

import { isCronField } from "./cron-fields.ts";

const monthNames = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
const monthDays = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const hours = ["midnight", "one", "two", "three", "four", "five"];

export type CronProblem = { type: "unreadable" } | { type: "never"; why: string; hint: string };

const known = new Map<string, CronProblem | undefined>();

/**
 * The same schedule where all readers agree on it: the reader of Kubernetes takes `*\/1` and `*,5`
 * of a day for any day, ours for a list of all of them, which fires besides the other field's days.
 */
export function normalizeCron(schedule: string): string {
  const [minute, hour, day = "", month, weekday = ""] = schedule.trim().split(/ +/);
  return [minute, hour, withoutStars(day), month, withoutStars(weekday)].join(" ");
}

function withoutStars(days: string): string {
  return days.split(",").some((one) => /^\*(\/0*1)?$/.test(one)) ? "*" : days;
}

/** Asked once per schedule, because looking for a day that never comes takes long. */
export function findCronProblem(schedule: string): CronProblem | undefined {
  if (!known.has(schedule)) known.set(schedule, judge(schedule));
  return known.get(schedule);
}

function judge(schedule: string): CronProblem | undefined {
  const fields = schedule.split(/ +/);
  if (fields.length !== 5 || !fields.every(isCronField)) return { type: "unreadable" };
  if (!canRead(schedule)) return { type: "unreadable" };
  const normal = normalizeCron(schedule);
  return fires(normal, normal.split(" ")) ? undefined : { type: "never", ...explain(fields) };
}

/** Only days of a month can be missing, and only where no day of the week stands in for them. */
function fires(schedule: string, [, , day, , weekday]: readonly string[]): boolean {
  if (day === "*" || weekday !== "*") return true;
  const { day: days, month: months } = new CronPattern(schedule, undefined, { mode: "5-part" });
  const first = days.findIndex((one) => Number(one) === 1) + 1;
  // the 29th of February comes every few years
  return months.some((one, index) => Number(one) === 1 && first <= (monthDays[index] ?? 31));
}

function canRead(schedule: string): boolean {
  try {
    new CronPattern(schedule, undefined, { mode: "5-part" });
    return true;
  } catch (cause) {
    // croner throws for what it cannot read, and only for that
    if (cause instanceof Error) return false;
    throw cause;
  }
}

function explain([minute = "", hour = "", day = "", month = ""]: readonly string[]): {
  why: string;
  hint: string;
} {
  const months = monthNames.map((_, index) => index).filter((index) => firesIn(month, index + 1));
  const names = months.map((index) => monthNames[index]);
  const last = Math.min(...months.map((index) => (index === 1 ? 28 : (monthDays[index] ?? 31))));
  const [verb, ofNames] = names.length === 1 ? ["has", "of"] : ["have", "of each of"];
  const lastDay = `the last day ${ofNames} ${list(names)} is "${minute} ${hour} ${last} ${month} *"`;
  return {
    why: `${list(names)} ${verb} no day ${day}`,
    hint: `${lastDay}, ${describeTime(minute, hour)} "${minute} ${hour} * * *"`,
  };
}

/** Whether a field of months names one, as croner reads it. */
function firesIn(month: string, wanted: number): boolean {
  const first = new Date(Date.UTC(2023, wanted - 1, 1) - 1);
  const next = new Cron(`0 0 1 ${month} *`, { paused: true, timezone: "UTC" }).nextRun(first);
  return next?.getUTCMonth() === wanted - 1 && next.getUTCFullYear() === 2023;
}

function describeTime(minute: string, hour: string): string {
  const name = hours[Number(hour)];
  if (minute === "0" && name) return `every night at ${name}`;
  const exact = /^\d+$/.test(minute) && /^\d+$/.test(hour);
  return exact ? `every day at ${hour.padStart(2, "0")}:${minute.padStart(2, "0")}` : "every day";
}

function list(words: readonly (string | undefined)[]): string {
  return words.length <= 1
    ? words.join("")
    : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
