/** What a change of the clock does to a schedule in its time zone, by the target that fires it. */
import { CronPattern } from "croner";

import { normalizeCron } from "../spec/cron.ts";

export interface ClockChange {
  /** As `2027-03-28`. */
  date: string;
  /** By the clock, as `02:00`. */
  from: string;
  to: string;
  /** What becomes of the run within the hour that is left out or comes twice. */
  runs: "skipped" | "twice" | "once";
}

const hour = 3_600_000;
const year = 366 * 24 * hour;

/** Those within a year that the schedule meets; one of every hour misses none of them. */
export function listClockChanges(
  schedule: string,
  timezone: string,
  followsClock: boolean,
  now: Date,
): ClockChange[] {
  const pattern = new CronPattern(normalizeCron(schedule), undefined, { mode: "5-part" });
  if (pattern.hour.every((one) => Number(one) === 1)) return [];
  return findChanges(timezone, now).flatMap(({ at, before, after }) => {
    const [from, to] = [at + before, at + after];
    if (!fires(pattern, Math.min(from, to), Math.max(from, to))) return [];
    // robfig/cron counts real hours; croner moves a run that is left out, and fires once
    const followed = after > before ? "skipped" : "twice";
    const runs = followsClock ? followed : "once";
    return [{ date: isoOf(from).slice(0, 10), from: timeOf(from), to: timeOf(to), runs }];
  });
}

interface Change {
  at: number;
  /** Distance from UTC in milliseconds. */
  before: number;
  after: number;
}

function findChanges(timeZone: string, now: Date): Change[] {
  const format = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" });
  const offsetAt = (time: number): number => readOffset(format, time);
  const start = Math.floor(now.getTime() / hour) * hour;
  const changes: Change[] = [];
  for (let time = start; time < start + year; time += 24 * hour) {
    const [before, after] = [offsetAt(time), offsetAt(time + 24 * hour)];
    if (before !== after) changes.push({ at: narrow(time, before, offsetAt), before, after });
  }
  return changes;
}

/** To the minute. */
function narrow(start: number, before: number, offsetAt: (time: number) => number): number {
  let [low, high] = [start, start + 24 * hour];
  while (high - low > 60_000) {
    const middle = low + Math.floor((high - low) / 120_000) * 60_000;
    if (offsetAt(middle) === before) low = middle;
    else high = middle;
  }
  return high;
}

function readOffset(format: Intl.DateTimeFormat, time: number): number {
  const name = format.formatToParts(time).find(({ type }) => type === "timeZoneName")?.value ?? "";
  const [, sign = "+", hours = 0, minutes = 0] = /GMT([+-])(\d+):(\d+)/.exec(name) ?? [];
  const distance = Number(hours) * hour + Number(minutes) * 60_000;
  return sign === "-" ? -distance : distance;
}

/** Whether it fires at one of the minutes of the clock from one time to another. */
function fires(pattern: CronPattern, from: number, to: number): boolean {
  for (let time = from; time < to; time += 60_000) {
    const clock = new Date(time);
    const isTime = pattern.minute[clock.getUTCMinutes()] && pattern.hour[clock.getUTCHours()];
    if (isTime && isDay(pattern, clock)) return true;
  }
  return false;
}

/** Where both fields of days are given, one is enough. */
function isDay({ day, dayOfWeek, month, starDOM, starDOW }: CronPattern, clock: Date): boolean {
  const ofMonth = Boolean(day[clock.getUTCDate() - 1]);
  const ofWeek = Boolean(dayOfWeek[clock.getUTCDay()]);
  const matches = starDOM || starDOW ? ofMonth && ofWeek : ofMonth || ofWeek;
  return Boolean(month[clock.getUTCMonth()]) && matches;
}

function isoOf(time: number): string {
  return new Date(time).toISOString();
}

function timeOf(time: number): string {
  return isoOf(time).slice(11, 16);
}

export function describeClockChange({ date, from, to, runs }: ClockChange): string {
  const what = { skipped: "it is skipped", twice: "it runs twice", once: "it runs once" }[runs];
  return `${date}, when the clock goes from ${from} to ${to}: ${what}`;
}
