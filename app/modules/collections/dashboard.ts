/** What the dashboards show: KPIs, charts, ranking and comparison. Knows no HTTP and no cache. */

import type { Database } from "../../database/open-database.ts";
import { addDays, countDays, createdWithin, dayOf } from "../days.ts";
import { toMoney, toPercent } from "../money.ts";
import {
  addUp,
  countKept,
  countPromises,
  type Filter,
  sumPortfolio,
  sumRecovered,
  whereActivities,
} from "./figures.ts";
import { completePeriod, splitPeriod } from "./periods.ts";
import { caseStates, idOfState } from "./states.ts";

export async function computeKpis(db: Database, filter: Filter, timezone: string) {
  const [sums, portfolio, { kept, due }, managements] = await Promise.all([
    sumRecovered(db, filter, "day"),
    sumPortfolio(db, filter, timezone),
    countPromises(db, filter, timezone),
    db.activity.count({ where: whereActivities(filter, timezone) }),
  ]);
  const recovered = addUp(sums);
  return {
    amount_recovered: toMoney(recovered),
    recovery_rate: toPercent(recovered, portfolio),
    promises_kept: toPercent(BigInt(kept), BigInt(due)),
    managements,
  };
}

/**
 * One point for each day, week or month of the period, so that there are not too many (N003-193).
 */
export async function computePerformance(db: Database, filter: Filter, timezone: string) {
  const { sums, active, period } = await readHistory(db, filter, timezone);
  const points = splitPeriod(period);
  const managements = await Promise.all(
    points.map(({ first, last }) => {
      const [from, to] = active;
      if (!from || !to || last < from || first > to) return 0;
      const within = { ...filter, start_date: first, end_date: last };
      return db.activity.count({ where: whereActivities(within, timezone) });
    }),
  );
  return {
    labels: points.map(({ label }) => label),
    amount_recovered: points.map(({ first, last }) =>
      toMoney(addUp(sums.filter(({ group }) => group! >= first && group! <= last))),
    ),
    managements,
  };
}

export async function computeCarteras(db: Database, filter: Filter, timezone: string) {
  const [carteras, groups] = await Promise.all([
    db.cartera.findMany({ orderBy: { name: "asc" } }),
    db.case.groupBy({
      by: ["carteraId"],
      where: { createdAt: createdWithin(filter, timezone) },
      _count: { _all: true },
      _sum: { amount: true },
    }),
  ]);
  return carteras.map(({ id, name }) => {
    const found = groups.find(({ carteraId }) => carteraId === id);
    return { cartera: name, ...toTotals(found) };
  });
}

export async function computeStates(db: Database) {
  const groups = await db.case.groupBy({
    by: ["statusId"],
    _count: { _all: true },
    _sum: { amount: true },
  });
  return caseStates.map((status) => {
    const found = groups.find(({ statusId }) => statusId === idOfState(status));
    return { status, ...toTotals(found) };
  });
}

/** By what they recovered, then by name (N003-64). */
export async function computeRanking(
  db: Database,
  filter: Filter,
  limit: number,
  timezone: string,
) {
  const [gestores, sums, promises, activities] = await Promise.all([
    db.user.findMany({
      where: { role: "GESTOR" },
      select: { id: true, username: true, _count: { select: { cases: true } } },
    }),
    sumRecovered(db, filter, "gestor"),
    countKept(db, filter),
    db.activity.groupBy({
      by: ["createdById"],
      where: whereActivities(filter, timezone),
      _count: { _all: true },
    }),
  ]);
  const rows = gestores.map(({ id, username, _count }) => ({
    gestor_id: id,
    gestor: username,
    cents: addUp(sums.filter(({ group }) => group === id)),
    cases: _count.cases,
    promises_kept: promises.get(id) ?? 0,
    activities: activities.find(({ createdById }) => createdById === id)?._count._all ?? 0,
  }));
  return rows
    .sort((a, b) => Number(b.cents - a.cents) || (a.gestor < b.gestor ? -1 : 1))
    .slice(0, limit)
    .map(({ cents, ...row }) => ({ ...row, amount_recovered: toMoney(cents) }));
}

/** The period against the one of the same length just before (N003-65). */
export async function computeComparison(db: Database, filter: Filter, timezone: string) {
  const { first, last } = (await readHistory(db, filter, timezone)).period;
  const [start, end] = [addDays(first, -countDays(first, last)), addDays(first, -1)];
  const [current, previous] = await Promise.all([
    computeTotals(db, { start_date: first, end_date: last }, timezone),
    computeTotals(db, { start_date: start, end_date: end }, timezone),
  ]);
  return {
    current: toPeriod(current),
    previous: toPeriod(previous),
    change: {
      amount_recovered: changeOf(previous.cents, current.cents),
      managements: changeOf(BigInt(previous.managements), BigInt(current.managements)),
    },
  };
}

/** What was recovered day by day, the first and last day with an activity, and the period. */
async function readHistory(db: Database, filter: Filter, timezone: string) {
  const [sums, { _min, _max }] = await Promise.all([
    sumRecovered(db, filter, "day"),
    db.activity.aggregate({
      where: whereActivities(filter, timezone),
      _min: { createdAt: true },
      _max: { createdAt: true },
    }),
  ]);
  const active = [_min.createdAt, _max.createdAt].flatMap((moment) =>
    moment ? [dayOf(moment, timezone)] : [],
  );
  const known = [...sums.map(({ group }) => String(group)), ...active];
  return { sums, active, period: completePeriod(filter, known, timezone) };
}

interface Totals extends Filter {
  cents: bigint;
  managements: number;
}

async function computeTotals(db: Database, filter: Filter, timezone: string): Promise<Totals> {
  const [sums, managements] = await Promise.all([
    sumRecovered(db, filter, "day"),
    db.activity.count({ where: whereActivities(filter, timezone) }),
  ]);
  return { ...filter, cents: addUp(sums), managements };
}

function toPeriod({ start_date = "", end_date = "", cents, managements }: Totals) {
  return { start_date, end_date, amount_recovered: toMoney(cents), managements };
}

function changeOf(before: bigint, after: bigint): number | null {
  return before === 0n ? null : toPercent(after - before, before);
}

function toTotals(found?: { _count: { _all: number }; _sum: { amount: bigint | null } }) {
  return { cases: found?._count._all ?? 0, amount: toMoney(found?._sum.amount ?? 0n) };
}
