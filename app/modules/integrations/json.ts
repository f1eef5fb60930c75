/** What the Point API answers, as schemas. */

import { Type } from "typebox";

import { moment, nullable } from "../schemas.ts";

const count = Type.Integer();
const totals = { dry_run: Type.Boolean(), remaining_candidates: count };
const clients = { candidates: count, deactivated: count };
const logs = { candidates: count, deleted: count };

export const deactivationSchema = Type.Object({ ...totals, ...clients });
export const purgeSchema = Type.Object({ ...totals, ...logs });
export const maintenanceSchema = Type.Object({
  ...totals,
  deactivated: count,
  deleted: count,
  clients: Type.Object({ ...clients, remaining_candidates: count }),
  logs: Type.Object({ ...logs, remaining_candidates: count }),
});

const traffic = Type.Object({
  requests: count,
  errors: count,
  error_rate: Type.Number({ description: "In %" }),
  mean_duration_ms: Type.Number(),
});

export const summarySchema = Type.Object({
  traffic: Type.Object({ "24h": traffic, "7d": traffic }),
  clients: Type.Object({ total: count, active: count, inactive: count, idle_candidates: count }),
  alerts: Type.Array(
    Type.Object({
      code: Type.String(),
      level: Type.Enum(["critical", "warning", "info"]),
      message: Type.String(),
    }),
  ),
  operations: Type.Array(
    Type.Object({
      action: Type.String(),
      timestamp: moment,
      user: nullable(Type.String()),
      totals: Type.Unknown(),
    }),
  ),
});

const history = Type.Object({
  items: Type.Array(
    Type.Object({
      id: count,
      timestamp: moment,
      action: Type.String(),
      model: Type.String(),
      object_id: Type.String(),
      user: nullable(Type.String()),
      payload: Type.Unknown({ description: "The totals of the operation" }),
    }),
  ),
  pagination: Type.Object({
    total: count,
    limit: count,
    offset: count,
    has_next: Type.Boolean(),
    next_offset: nullable(count),
    has_prev: Type.Boolean(),
    prev_offset: nullable(count),
  }),
});

const file = Type.String({ description: "A file to keep" });

export const xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/** JSON, or one of the files */
export const historySchema = {
  description: "The history",
  content: {
    "application/json": { schema: history },
    "text/csv": { schema: file },
    [xlsxType]: { schema: file },
  },
};
