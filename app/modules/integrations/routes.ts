/** The Point API over HTTP: its summary, operations on it, and their history. */

import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { Type } from "typebox";

import { AppError } from "../../errors.ts";
import { day } from "../days.ts";
import { answers } from "../schemas.ts";
import { toCsv, toXlsx } from "./export.ts";
import { historyActions, listHistory, sortFields, walkHistory } from "./history.ts";
import {
  deactivationSchema,
  historySchema,
  maintenanceSchema,
  purgeSchema,
  summarySchema,
  xlsxType,
} from "./json.ts";
import { bounds, deactivateIdle, defaults, purgeLogs, runMaintenance } from "./maintenance.ts";
import { startMaintenance } from "./scheduler.ts";
import { summarise } from "./summary.ts";

const upTo = (name: keyof typeof bounds) =>
  Type.Integer({ minimum: 1, maximum: bounds[name], default: defaults[name] });
const dry_run = Type.Boolean({ default: true, description: "Change nothing, and say what would be" });

/** An export takes more rows than a page. */
const most = { page: 500, export: 50_000 } as const;

const historyQuery = Type.Object({
  action: Type.Optional(Type.Enum([...historyActions])),
  date_from: Type.Optional(day),
  date_to: Type.Optional(day),
  limit: Type.Integer({
    minimum: 1,
    maximum: most.export,
    default: 50,
    description: `At most ${most.page} without export`,
  }),
  offset: Type.Integer({ minimum: 0, maximum: 1_000_000, default: 0 }),
  sort_by: Type.Enum([...sortFields], { default: "timestamp" }),
  sort_dir: Type.Enum(["asc", "desc"], { default: "desc" }),
  export: Type.Optional(Type.Enum(["csv", "xlsx"])),
});

const exports = {
  csv: { type: "text/csv; charset=utf-8", write: toCsv },
  xlsx: { type: xlsxType, write: toXlsx },
} as const;

export const integrationRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const { db, config, log } = app;
  const { timezone, point } = config;
  const shared = { config: { access: ["ADMIN", "DG"], badInput: 400 } } as const;
  const tags = ["integrations"];
  const root = "/api/integraciones/point";
  if (point.scheduled) {
    const stop = startMaintenance(db, point.schedule, log);
    app.addHook("onClose", async () => stop());
  }
  app.addHook("preValidation", async (request) => {
    if (request.method === "POST") request.body ??= {}; // all of it has defaults
  });

  app.get(
    `${root}/resumen`,
    {
      ...shared,
      schema: {
        tags,
        summary: "Traffic of a day and of a week, clients, alerts and the last operations",
        response: answers({ 200: summarySchema }),
      },
    },
    async () => summarise(db, point.alerts),
  );

  app.post(
    `${root}/clientes/desactivar-inactivos`,
    {
      ...shared,
      schema: {
        tags,
        summary: "Switch idle clients off, the longest unused first",
        body: Type.Object({ idle_days: upTo("idle_days"), limit: upTo("idle_limit"), dry_run }),
        response: answers({ 200: deactivationSchema }),
      },
    },
    async ({ user, body: { idle_days, limit, dry_run: dryRun } }) =>
      deactivateIdle(db, { idle_days, idle_limit: limit }, { dryRun, userId: user.id }),
  );

  app.post(
    `${root}/logs/purgar`,
    {
      ...shared,
      schema: {
        tags,
        summary: "Remove old logs, the oldest first",
        body: Type.Object({
          retain_days: upTo("retain_days"),
          max_delete: upTo("max_delete"),
          dry_run,
        }),
        response: answers({ 200: purgeSchema }),
      },
    },
    async ({ user, body: { dry_run: dryRun, ...limits } }) =>
      purgeLogs(db, limits, { dryRun, userId: user.id }),
  );

  app.post(
    `${root}/mantenimiento/ejecutar`,
    {
      ...shared,
      schema: {
        tags,
        summary: "Both at once, or neither",
        body: Type.Object({
          idle_days: upTo("idle_days"),
          idle_limit: upTo("idle_limit"),
          retain_days: upTo("retain_days"),
          max_delete: upTo("max_delete"),
          dry_run,
        }),
        response: answers({ 200: maintenanceSchema }),
      },
    },
    async ({ user, body: { dry_run: dryRun, ...limits } }) =>
      runMaintenance(db, limits, { dryRun, userId: user.id }),
  );

  app.get(
    `${root}/operaciones/historial`,
    {
      ...shared,
      schema: {
        tags,
        summary: "What was done, as JSON or as a file",
        querystring: historyQuery,
        response: answers({ 200: historySchema }),
      },
    },
    async ({ query }, reply) => {
      const { export: format, limit, offset, ...filter } = query;
      if (!format) {
        if (limit > most.page) {
          throw new AppError("invalid", `limit is at most ${most.page} without export.`);
        }
        return listHistory(db, filter, { limit, offset }, timezone);
      }
      const { type, write } = exports[format];
      const name = `integraciones_operaciones_historial.${format}`;
      return reply
        .type(type)
        .header("content-disposition", `attachment; filename="${name}"`)
        .send(write(walkHistory(db, filter, { limit, offset }, timezone)) as never);
    },
  );
};
