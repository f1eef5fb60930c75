/** Which days a dashboard is about, and how they are split into points of a chart. */

import { addDays, countDays, today } from "../days.ts";

export interface Period {
  /** YYYY-MM-DD, both counted */
  first: string;
  last: string;
}

export interface Point extends Period {
  label: string;
}

/** What is not given is where the history begins, and today or where it ends. */
export function completePeriod(
  { start_date, end_date }: { start_date?: string; end_date?: string },
  known: readonly string[],
  timezone: string,
): Period {
  const now = today(timezone);
  const days = [...known].sort();
  const first = start_date ?? [days[0] ?? now, end_date ?? now].sort()[0]!;
  return { first, last: end_date ?? [days.at(-1) ?? now, now, first].sort().at(-1)! };
}

/** By day, by week past 62 days, by month past 370 (N003-193). */
export function splitPeriod(period: Period): Point[] {
  const days = countDays(period.first, period.last);
  const points: Point[] = [];
  for (let first = period.first; first <= period.last; first = addDays(points.at(-1)!.last, 1)) {
    const end = days <= 62 ? first : days <= 370 ? addDays(first, 6) : endOfMonth(first);
    const last = end < period.last ? end : period.last;
    points.push({ label: days <= 370 ? first : first.slice(0, 7), first, last });
  }
  return points;
}

function endOfMonth(day: string): string {
  const [year, month] = day.split("-").map(Number);
  return new Date(Date.UTC(year!, month!, 0)).toISOString().slice(0, 10);
}
