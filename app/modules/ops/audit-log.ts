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
  return { total, items: rows.map(describeEntry) };
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

/** As JSON shows it */
export function describeEntry({ id, timestamp, action, model, objectId, user, payload }: Entry) {
  return {
    id,
    timestamp: timestamp.toISOString(),
    action,
    model,
    object_id: objectId,
    user: user?.username ?? null,
    payload: JSON.parse(payload) as unknown,
  };
}
