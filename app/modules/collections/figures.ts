/**
 * The sums and counts behind the dashboards, by the formulas of the catalogue (N003-59 to
 * N003-62). A period counts both of its days; without one it is the whole history.
 */

import { empty, join, type Sql, sqltag as sql } from "@prisma/client/runtime/client";

import type { Database } from "../../database/open-database.ts";
import { createdWithin, today } from "../days.ts";
import { idOfState } from "./states.ts";

export interface Filter {
  start_date?: string;
  end_date?: string;
  cartera?: string;
  /** Whose cases, or of activities their author */
  gestor_id?: number;
}

export interface Recovered {
  /** A day or the id of a gestor; null for cases of nobody */
  group: string | number | null;
  cents: bigint;
}

/** Kept promises, and what a paid case had left: each sum on its own day. */
export async function sumRecovered(
  db: Database,
  filter: Filter,
  by: "day" | "gestor",
): Promise<Recovered[]> {
  const kept = by === "day" ? sql`p.fulfilled_date` : sql`c.assigned_to_id`;
  const paid = by === "day" ? sql`c.last_payment_date` : sql`c.assigned_to_id`;
  const rows = await db.$queryRaw<{ grp: string | number | bigint | null; cents: unknown }[]>`
    select grp, sum(cents) as cents from (
      select ${kept} as grp, p.amount as cents
      from promises p join cases c on c.id = p.case_id
      where p.status = 'fulfilled' ${within(sql`p.fulfilled_date`, filter)} ${ofCase(filter)}
      union all
      select ${paid} as grp,
        case when c.amount > coalesce(k.kept, 0) then c.amount - coalesce(k.kept, 0) else 0 end
      from cases c left join (
        select case_id, sum(amount) as kept from promises
        where status = 'fulfilled' group by case_id
      ) k on k.case_id = c.id
      where c.status_id = ${idOfState("pagada")}
        ${within(sql`c.last_payment_date`, filter)} ${ofCase(filter)}
    ) sums group by grp order by grp`;
  return rows.map(({ grp, cents }) => ({
    group: typeof grp === "bigint" ? Number(grp) : grp,
    cents: BigInt(String(cents)),
  }));
}

export function addUp(sums: readonly Recovered[]): bigint {
  return sums.reduce((total, { cents }) => total + cents, 0n);
}

/** Of the cases that were there at the end of the period. */
export async function sumPortfolio(
  db: Database,
  { start_date: _, ...filter }: Filter,
  timezone: string,
): Promise<bigint> {
  const { _sum } = await db.case.aggregate({
    where: { ...caseOf(filter), createdAt: createdWithin(filter, timezone) },
    _sum: { amount: true },
  });
  return _sum.amount ?? 0n;
}

/** Of the promises for a day in the period: those kept, and those that should have been. */
export async function countPromises(db: Database, filter: Filter, timezone: string) {
  const promiseDate = daysOf(filter);
  const where = { promiseDate, case: caseOf(filter) };
  const [kept, broken, late] = await Promise.all([
    db.promise.count({ where: { ...where, status: "fulfilled" } }),
    db.promise.count({ where: { ...where, status: "broken" } }),
    db.promise.count({
      where: { AND: [where, { status: "pending", promiseDate: { lt: today(timezone) } }] },
    }),
  ]);
  return { kept, due: kept + broken + late };
}

/** The kept promises for a day in the period, by the gestor of the case. */
export async function countKept(db: Database, filter: Filter): Promise<Map<number, number>> {
  const rows = await db.$queryRaw<{ gestor: number | bigint | null; kept: unknown }[]>`
    select c.assigned_to_id as gestor, count(*) as kept
    from promises p join cases c on c.id = p.case_id
    where p.status = 'fulfilled' ${within(sql`p.promise_date`, filter)} ${ofCase(filter)}
    group by c.assigned_to_id`;
  return new Map(rows.map(({ gestor, kept }) => [Number(gestor), Number(kept)]));
}

export function whereActivities({ cartera, gestor_id, ...period }: Filter, timezone: string) {
  return {
    createdAt: createdWithin(period, timezone),
    ...(gestor_id && { createdById: gestor_id }),
    ...(cartera && { case: { cartera: { name: cartera } } }),
  };
}

function caseOf({ cartera, gestor_id }: Filter) {
  return {
    ...(cartera && { cartera: { name: cartera } }),
    ...(gestor_id && { assignedToId: gestor_id }),
  };
}

function daysOf({ start_date: gte, end_date: lte }: Filter) {
  return { ...(gte && { gte }), ...(lte && { lte }) };
}

function within(column: Sql, { start_date: start, end_date: end }: Filter): Sql {
  return join(
    [start ? sql`and ${column} >= ${start}` : empty, end ? sql`and ${column} <= ${end}` : empty],
    " ",
  );
}

function ofCase({ cartera, gestor_id }: Filter): Sql {
  return join(
    [
      gestor_id ? sql`and c.assigned_to_id = ${gestor_id}` : empty,
      cartera ? sql`and c.cartera_id in (select id from carteras where name = ${cartera})` : empty,
    ],
    " ",
  );
}
