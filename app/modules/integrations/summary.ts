/** How the Point API does: its traffic, its clients, what is alarming, and the last operations. */

import { sqltag as sql } from "@prisma/client/runtime/client";

import type { PointConfig } from "../../config/point.ts";
import type { Database } from "../../database/open-database.ts";
import { actions, daysAgo, defaults, idleBefore } from "./maintenance.ts";

export interface Traffic {
  requests: number;
  /** Answers of 400 and above */
  errors: number;
  /** In %, of all requests */
  error_rate: number;
  mean_duration_ms: number;
}

export interface Alert {
  code: string;
  level: "critical" | "warning" | "info";
  message: string;
}

export async function summarise(db: Database, thresholds: PointConfig["alerts"]) {
  const [day, week, clients, operations] = await Promise.all([
    countTraffic(db, daysAgo(1)),
    countTraffic(db, daysAgo(7)),
    countClients(db),
    lastOperations(db),
  ]);
  const traffic = { "24h": day, "7d": week };
  return { traffic, clients, alerts: findAlerts(day, clients, thresholds), operations };
}

async function countTraffic(db: Database, since: Date): Promise<Traffic> {
  const [row] = await db.$queryRaw<Record<string, unknown>[]>(sql`
    select count(*) as requests, avg(duration_ms) as mean,
      sum(case when status_code >= 400 then 1 else 0 end) as errors
    from api_logs where created_at >= ${since}`);
  const [requests, errors] = [Number(row?.["requests"]), Number(row?.["errors"] ?? 0)];
  return {
    requests,
    errors,
    error_rate: requests === 0 ? 0 : round((100 * errors) / requests),
    mean_duration_ms: round(Number(row?.["mean"] ?? 0)),
  };
}

async function countClients(db: Database) {
  const total = await db.apiClient.count();
  const active = await db.apiClient.count({ where: { active: true } });
  const idle = await db.apiClient.count({ where: idleBefore(daysAgo(defaults.idle_days)) });
  return { total, active, inactive: total - active, idle_candidates: idle };
}

function findAlerts(
  { error_rate: rate, mean_duration_ms: mean }: Traffic,
  { idle_candidates: idle }: { idle_candidates: number },
  { errorRate, slowMs, idleClients }: PointConfig["alerts"],
): Alert[] {
  const alerts: (Alert | false)[] = [
    rate > errorRate && {
      code: "error_rate",
      level: "critical",
      message: `${rate} % of the requests of the last 24 hours failed; ${errorRate} % is the limit.`,
    },
    mean > slowMs && {
      code: "slow",
      level: "warning",
      message: `Requests of the last 24 hours took ${mean} ms on average; ${slowMs} ms is the limit.`,
    },
    idle > idleClients && {
      code: "idle_clients",
      level: "info",
      message: `${idle} clients have not called for ${defaults.idle_days} days.`,
    },
  ];
  return alerts.filter((alert) => alert !== false);
}

/** The newest row of each action. */
async function lastOperations(db: Database) {
  const found = Object.values(actions).map(async (action) => {
    const row = await db.auditLog.findFirst({
      where: { action },
      orderBy: { id: "desc" },
      include: { user: { select: { username: true } } },
    });
    return (
      row && {
        action,
        timestamp: row.timestamp.toISOString(),
        user: row.user?.username ?? null,
        totals: JSON.parse(row.payload) as unknown,
      }
    );
  });
  return (await Promise.all(found)).filter((row) => row !== null);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
