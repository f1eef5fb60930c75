/** What a gestor's own panel shows: the KPIs of the own cases, and what wants attention. */

import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { Type } from "typebox";

import { day, today } from "../days.ts";
import { answers } from "../schemas.ts";
import { findAlerts } from "./alerts.ts";
import { group } from "./cache-group.ts";
import { computeKpis } from "./dashboard.ts";
import { checkPeriod, kpisSchema } from "./dashboard-routes.ts";
import { caseSchema, promiseSchema, toCase, toPromise } from "./json.ts";

export const panelRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const { db, config } = app;
  const { timezone } = config;
  const tags = ["dashboard"];

  app.get(
    "/api/v1/gestor/kpis",
    {
      config: { limit: "anonymous", access: ["GESTOR"] },
      schema: {
        tags,
        summary: "The KPIs of one's own cases and activities",
        querystring: Type.Object({ start_date: Type.Optional(day), end_date: Type.Optional(day) }),
        response: answers({ 200: kpisSchema }),
      },
    },
    ({ user, query }) => {
      checkPeriod(query);
      const filter = { ...query, gestor_id: user.id };
      const key = JSON.stringify(["kpis", filter, today(timezone)]);
      return app.cache.get(group, key, () => computeKpis(db, filter, timezone));
    },
  );

  app.get(
    "/api/v1/gestor/alerts",
    {
      config: { limit: "anonymous", access: ["ADMIN", "GESTOR"] },
      schema: {
        tags,
        summary: "Promises that are due or late, and cases without management (N003-75)",
        response: answers({
          200: Type.Object({
            promises: Type.Array(promiseSchema),
            cases: Type.Array(caseSchema),
          }),
        }),
      },
    },
    async ({ user }) => {
      const { promises, cases } = await findAlerts(db, user, timezone);
      return { promises: promises.map(toPromise), cases: cases.map(toCase) };
    },
  );
};
