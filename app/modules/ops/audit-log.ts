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
  const items = rows.map(({ id, timestamp, action, model, objectId, user, payload }) => ({
    id,
    timestamp: timestamp.toISOString(),
    action,
    model,
    object_id: objectId,
    user: user?.username ?? null,
    payload: JSON.parse(payload) as unknown,
  }));
  return { total, items };
}
