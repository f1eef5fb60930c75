/** Reads the audit log, newest first. Knows no HTTP. */

import type { Database } from "../../database/open-database.ts";

export async function listAudit(db: Database, slice: { skip: number; take: number }) {
  const [total, rows] = await Promise.all([
    db.auditLog.count(),
    db.auditLog.findMany({
      orderBy: { id: "desc" },
      include: { user: { select: { username: true } } },
      ...slice,
    }),
  ]);
  const items = rows.map((row) => ({
    ...describeEntry(row),
    payload: JSON.parse(row.payload) as unknown,
  }));
  return { total, items };
}

interface Entry {
  id: number;
  timestamp: Date;
  action: string;
  model: string;
  objectId: string;
  user: { username: string } | null;
  payload: string;
}

/** As JSON shows it; the payload as it was stored. */
export function describeEntry({ id, timestamp, action, model, objectId, user, payload }: Entry) {
  return {
    id,
    timestamp: timestamp.toISOString(),
    action,
    model,
    object_id: objectId,
    user: user?.username ?? null,
    payload,
  };
}
