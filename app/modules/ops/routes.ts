/** What operators and probes ask: health, metrics, the audit log, and which app this is. */

import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { Type } from "typebox";

import { openMetrics } from "../../cluster-metrics.ts";
import { name, version } from "../../root.ts";
import { answers, moment, pageQuery, sliceOf } from "../schemas.ts";
import { listAudit } from "./audit-log.ts";
import { checkHealth } from "./health.ts";

const health = Type.Object({
  status: Type.Enum(["ok", "unavailable"]),
  checks: Type.Object({ database: Type.String(), redis: Type.String(), queue: Type.String() }),
});

const auditRow = Type.Object({
  id: Type.Integer(),
  timestamp: moment,
  action: Type.String(),
  model: Type.String(),
  object_id: Type.String(),
  user: Type.Union([Type.String(), Type.Null()]),
  payload: Type.Unknown(),
});

export const opsRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const { db } = app;
  const tags = ["ops"];

  for (const path of ["/health", "/healthz"]) {
    app.get(
      path,
      {
        config: { access: "public", limit: "none" },
        schema: {
          tags,
          summary: "Whether every configured dependency answers",
          response: { 200: health, 503: health },
        },
      },
      async (_request, reply) => {
        const result = await checkHealth(app);
        return reply
          .code(result.status === "ok" ? 200 : 503)
          .header("cache-control", "no-store")
          .send(result);
      },
    );
  }

  app.get(
    "/livez",
    {
      config: { access: "public", limit: "none" },
      schema: {
        tags,
        summary: "Whether the process lives; asks no dependency",
        response: { 200: Type.Object({ status: Type.Literal("ok") }) },
      },
    },
    async () => ({ status: "ok" as const }),
  );

  const readMetrics = openMetrics(app.metrics);
  app.get("/metrics", { config: { access: "internal", limit: "none" } }, async (_request, reply) =>
    reply.type(app.metrics.contentType).send(await readMetrics()),
  );

  app.get(
    "/api",
    {
      config: { access: "public" },
      schema: {
        tags,
        summary: "Name and version",
        response: answers({ 200: Type.Object({ name: Type.String(), version: Type.String() }) }),
      },
    },
    async () => ({ name, version }),
  );

  app.get(
    "/admin/audit/auditlog",
    {
      config: { access: ["ADMIN"] },
      schema: {
        tags,
        summary: "Who did what, newest first",
        querystring: Type.Object(pageQuery),
        response: answers({
          200: Type.Object({ total: Type.Integer(), items: Type.Array(auditRow) }),
        }),
      },
    },
    ({ query }) => listAudit(db, sliceOf(query)),
  );
};
