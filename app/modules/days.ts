/** Days of the calendar as text, YYYY-MM-DD, and when they begin somewhere. Knows no database. */

import { Type } from "typebox";

const oneDay = 86_400_000;

/** Of the years 1900 to 2299 */
export const day = Type.String({
  format: "date",
  pattern: String.raw`^(19|2[0-2])\d\d-`,
  description: "A day, YYYY-MM-DD",
});

export function dayOf(moment: Date, timeZone: string): string {
  const known = calendars.get(timeZone);
  const calendar = known ?? new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" });
  if (!known) calendars.set(timeZone, calendar);
  return calendar.format(moment);
}

/** To make one takes longer than most requests. */
const calendars = new Map<string, Intl.DateTimeFormat>();

/** Days begin with a minute. */
export function today(timeZone: string): string {
  const now = new Date();
  const minute = `${Math.floor(now.getTime() / 60_000)} ${timeZone}`;
  if (latest.minute !== minute) latest = { minute, day: dayOf(now, timeZone) };
  return latest.day;
}

let latest = { minute: "", day: "" };

export function addDays(text: string, days: number): string {
  return new Date(Date.parse(text) + days * oneDay).toISOString().slice(0, 10);
}

/** How many days from the first to the last, both counted. */
export function countDays(first: string, last: string): number {
  return (Date.parse(last) - Date.parse(first)) / oneDay + 1;
}

/** The moment at which the day begins: midnight, or later where the clock jumps over it. */
export function startOfDay(text: string, timeZone: string): Date {
  const utc = Date.parse(text);
  const guess = utc - offsetAt(utc, timeZone);
  const exact = utc - offsetAt(guess, timeZone);
  return new Date(dayOf(new Date(exact), timeZone) < text ? guess : exact);
}

/** The moments of the days, both counted. */
export function createdWithin(
  { start_date: start, end_date: end }: { start_date?: string; end_date?: string },
  timezone: string,
): { gte?: Date; lt?: Date } {
  return {
    ...(start && { gte: startOfDay(start, timezone) }),
    ...(end && { lt: startOfDay(addDays(end, 1), timezone) }),
  };
}

/** Milliseconds that the clock there is ahead of UTC. */
function offsetAt(moment: number, timeZone: string): number {
  const text = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" }).format(
    moment,
  );
  const [, sign = "+", hours = "0", minutes = "0"] = /GMT([+-])(\d\d):(\d\d)/.exec(text) ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}
