/**
 * The audit log: who did what to which object (X17). Written in the transaction of what it tells
 * of.
 */

import type { Transaction } from "../database/open-database.ts";

export interface AuditEntry {
  action: string;
  model: string;
  objectId: number | string;
  userId?: number | null;
  payload?: Record<string, unknown>;
}

export async function audit(
  tx: Pick<Transaction, "auditLog">,
  { action, model, objectId, userId, payload = {} }: AuditEntry,
): Promise<void> {
  await tx.auditLog.create({
    data: {
      action,
      model,
      objectId: String(objectId),
      userId: userId ?? null,
      payload: JSON.stringify(payload),
    },
  });
}
