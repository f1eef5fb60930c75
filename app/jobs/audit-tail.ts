/** The last rows of the audit log, newest first, a line each (L001-45). */

import { listAudit } from "../modules/ops/audit-log.ts";
import { defineCommand, readNumber } from "./command.ts";

export const auditTail = defineCommand(
  { usage: "audit-tail [--limit 10]", options: { limit: { type: "string", default: "10" } } },
  async (db, { values }) => {
    const take = readNumber(values.limit, "limit");
    const { items } = await listAudit(db, { skip: 0, take });
    return items
      .map(({ timestamp, action, user }) => `${timestamp} - ${action} - ${user ?? "system"}`)
      .join("\n");
  },
);
