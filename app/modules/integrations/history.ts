/** The history of operations: rows of the audit log, filtered, sorted and paged. Knows no HTTP. */

import type { Database } from "../../database/open-database.ts";
import { createdWithin } from "../days.ts";
import { describeEntry } from "../ops/audit-log.ts";
import { actions } from "./maintenance.ts";

/** Of the API, and of the model behind it */
const columns = {
  timestamp: "timestamp",
  action: "action",
  model: "model",
  object_id: "objectId",
  user: "user",
  id: "id",
} as const;

export const sortFields = Object.keys(columns) as (keyof typeof columns)[];
export const historyActions = Object.values(actions);

/** Rows of the database at a time, when there are many */
const page = 2_000;

export interface HistoryFilter {
  action?: (typeof historyActions)[number];
  date_from?: string;
  date_to?: string;
  sort_by: keyof typeof columns;
  sort_dir: "asc" | "desc";
}

export interface Slice {
  limit: number;
  offset: number;
}

export async function listHistory(
  db: Database,
  filter: HistoryFilter,
  { limit, offset }: Slice,
  timezone: string,
) {
  const where = whereOf(filter, timezone);
  const total = await db.auditLog.count({ where });
  const items = await readRows(db, where, filter, { skip: offset, take: limit });
  const [hasNext, hasPrev] = [offset + items.length < total, offset > 0];
  const pagination = {
    total,
    limit,
    offset,
    has_next: hasNext,
    next_offset: hasNext ? offset + limit : null,
    has_prev: hasPrev,
    prev_offset: hasPrev ? Math.max(0, offset - limit) : null,
  };
  return { items, pagination };
}

/** One page after the other; rows that come meanwhile move none of them. */
export async function* walkHistory(
  db: Database,
  filter: HistoryFilter,
  { limit, offset }: Slice,
  timezone: string,
): AsyncGenerator<HistoryRow> {
  const { _max: newest } = await db.auditLog.aggregate({ _max: { id: true } });
  const where = { ...whereOf(filter, timezone), id: { lte: newest.id ?? 0 } };
  for (let done = 0; done < limit;) {
    const take = Math.min(page, limit - done);
    const rows = await readRows(db, where, filter, { skip: offset + done, take });
    yield* rows;
    if (rows.length < take) return;
    done += take;
  }
}

export type HistoryRow = Awaited<ReturnType<typeof readRows>>[number];

function whereOf({ action, date_from, date_to }: HistoryFilter, timezone: string) {
  return {
    action: action ?? { in: historyActions },
    timestamp: createdWithin(
      { ...(date_from && { start_date: date_from }), ...(date_to && { end_date: date_to }) },
      timezone,
    ),
  };
}

async function readRows(
  db: Database,
  where: ReturnType<typeof whereOf> & { id?: { lte: number } },
  { sort_by, sort_dir }: HistoryFilter,
  slice: { skip: number; take: number },
) {
  const order = sort_by === "user" ? { user: { username: sort_dir } } : { [columns[sort_by]]: sort_dir };
  const rows = await db.auditLog.findMany({
    where,
    orderBy: [order, { id: sort_dir }],
    include: { user: { select: { username: true } } },
    ...slice,
  });
  return rows.map(describeEntry);
}
