/**
 * Keeps the Point API tidy: switches idle clients off and removes old logs, the oldest first and so
 * many at most. Each run is a row of the audit log, a dry one too. Knows no HTTP.
 */

import { sqltag as sql } from "@prisma/client/runtime/client";

import type { Database, Transaction } from "../../database/open-database.ts";
import { transact } from "../../database/transact.ts";
import { audit } from "../../plugins/audit.ts";

export const defaults = {
  idle_days: 30,
  idle_limit: 100,
  retain_days: 90,
  max_delete: 5_000,
} as const;

/** What may be asked for at most */
export const bounds = {
  idle_days: 3_650,
  idle_limit: 10_000,
  retain_days: 3_650,
  max_delete: 1_000_000,
} as const;

export type Limits = { -readonly [K in keyof typeof defaults]: number };

/** The names that the history knows (X28) */
export const actions = {
  deactivate: "DEACTIVATE_IDLE_API_CLIENTS",
  purge: "PURGE_API_LOGS",
  run: "RUN_API_MAINTENANCE",
} as const;

export interface Run {
  dryRun: boolean;
  /** Who asked for it; null is the system */
  userId: number | null;
}

export async function deactivateIdle(
  db: Database,
  { idle_days, idle_limit }: Pick<Limits, "idle_days" | "idle_limit">,
  run: Run,
) {
  return transact(db, async (tx) => {
    const result = await deactivate(tx, idle_days, run.dryRun ? 0 : idle_limit);
    return record(tx, actions.deactivate, "ApiClient", run, result);
  });
}

export async function purgeLogs(
  db: Database,
  { retain_days, max_delete }: Pick<Limits, "retain_days" | "max_delete">,
  run: Run,
) {
  return transact(db, async (tx) => {
    const result = await purge(tx, retain_days, run.dryRun ? 0 : max_delete);
    return record(tx, actions.purge, "ApiLog", run, result);
  });
}

export async function runMaintenance(db: Database, limits: Limits, run: Run) {
  return transact(db, (tx) => maintain(tx, limits, run));
}

/** Both, or neither when one of them fails. */
export async function maintain(tx: Transaction, limits: Limits, run: Run) {
  const clients = await deactivate(tx, limits.idle_days, run.dryRun ? 0 : limits.idle_limit);
  const logs = await purge(tx, limits.retain_days, run.dryRun ? 0 : limits.max_delete);
  return record(tx, actions.run, "PointApi", run, {
    deactivated: clients.deactivated,
    deleted: logs.deleted,
    remaining_candidates: clients.remaining_candidates + logs.remaining_candidates,
    clients,
    logs,
  });
}

async function record<T extends object>(
  tx: Transaction,
  action: string,
  model: string,
  { dryRun, userId }: Run,
  totals: T,
) {
  const payload = { dry_run: dryRun, ...totals };
  await audit(tx, { action, model, objectId: "-", userId, payload });
  return payload;
}

async function deactivate(tx: Transaction, idleDays: number, limit: number) {
  const idle = daysAgo(idleDays);
  const candidates = await tx.apiClient.count({ where: idleBefore(idle) });
  // by way of a table of its own, for MySQL limits no subquery, and reads none that it changes
  const deactivated = await tx.$executeRaw(sql`
    update api_clients set active = false where id in (select id from (
      select id from api_clients
      where active = true and coalesce(last_used_at, created_at) < ${idle}
      order by coalesce(last_used_at, created_at), id limit ${limit}
    ) as oldest)`);
  return { candidates, deactivated, remaining_candidates: candidates - deactivated };
}

async function purge(tx: Transaction, retainDays: number, limit: number) {
  const old = daysAgo(retainDays);
  const candidates = await tx.apiLog.count({ where: { createdAt: { lt: old } } });
  const deleted = await tx.$executeRaw(sql`
    delete from api_logs where id in (select id from (
      select id from api_logs where created_at < ${old} order by created_at, id limit ${limit}
    ) as oldest)`);
  return { candidates, deleted, remaining_candidates: candidates - deleted };
}

/** Not used since then, or never and made before. */
export function idleBefore(moment: Date) {
  const earlier = { lt: moment };
  return { active: true, OR: [{ lastUsedAt: earlier }, { lastUsedAt: null, createdAt: earlier }] };
}

export function daysAgo(days: number): Date {
  return new Date(Date.now() - days * 86_400_000);
}
