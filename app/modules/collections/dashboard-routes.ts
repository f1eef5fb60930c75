/** The dashboards of administrators over HTTP; what they show is kept for 300 s (N003-63). */

import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { Type } from "typebox";

import { AppError } from "../../errors.ts";
import { day, today } from "../days.ts";
import { answers, id, text } from "../schemas.ts";
import { group } from "./cache-group.ts";
import {
  computeCarteras,
  computeComparison,
  computeKpis,
  computePerformance,
  computeRanking,
  computeStates,
} from "./dashboard.ts";
import { caseStates } from "./states.ts";

const period = { start_date: Type.Optional(day), end_date: Type.Optional(day) };
const filter = Type.Object({
  ...period,
  cartera: Type.Optional(text(100)),
  gestor_id: Type.Optional(id),
});

export const kpisSchema = Type.Object({
  amount_recovered: Type.String(),
  recovery_rate: Type.Number({ description: "Percent of the amount of the cases" }),
  promises_kept: Type.Number({ description: "Percent of the promises that were due" }),
  managements: Type.Integer(),
});

const totals = { cases: Type.Integer(), amount: Type.String() };

const ranked = Type.Object({
  gestor_id: Type.Integer(),
  gestor: Type.String(),
  amount_recovered: Type.String(),
  cases: Type.Integer(),
  promises_kept: Type.Integer(),
  activities: Type.Integer(),
});

const figuresOf = Type.Object({
  start_date: Type.String(),
  end_date: Type.String(),
  amount_recovered: Type.String(),
  managements: Type.Integer(),
});

const percent = Type.Union([Type.Number(), Type.Null()]);

export const dashboardRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const { db, config } = app;
  const { timezone } = config;
  const shared = { config: { limit: "anonymous", access: ["ADMIN"] } as const };
  const tags = ["dashboard"];

  /** What was promised for today is late tomorrow, so the day is part of the key. */
  function keep<T, Q extends Period>(
    name: string,
    query: Q,
    compute: () => Promise<T>,
  ): Promise<T> {
    checkPeriod(query);
    return app.cache.get(group, JSON.stringify([name, query, today(timezone)]), compute);
  }

  app.get(
    "/api/v1/dashboard/kpis",
    {
      ...shared,
      schema: {
        tags,
        summary: "The four KPIs",
        querystring: filter,
        response: answers({ 200: kpisSchema }),
      },
    },
    ({ query }) => keep("kpis", query, () => computeKpis(db, query, timezone)),
  );

  app.get(
    "/api/v1/dashboard/charts/performance",
    {
      ...shared,
      schema: {
        tags,
        summary: "What was recovered and done, point by point",
        querystring: filter,
        response: answers({
          200: Type.Object({
            labels: Type.Array(Type.String()),
            amount_recovered: Type.Array(Type.String()),
            managements: Type.Array(Type.Integer()),
          }),
        }),
      },
    },
    ({ query }) => keep("performance", query, () => computePerformance(db, query, timezone)),
  );

  app.get(
    "/api/v1/dashboard/charts/cartera",
    {
      ...shared,
      schema: {
        tags,
        summary: "The cases created in the period, by cartera",
        querystring: Type.Object(period),
        response: answers({
          200: Type.Array(Type.Object({ cartera: Type.String(), ...totals })),
        }),
      },
    },
    ({ query }) => keep("cartera", query, () => computeCarteras(db, query, timezone)),
  );

  app.get(
    "/api/v1/dashboard/gestores/ranking",
    {
      ...shared,
      schema: {
        tags,
        summary: "The gestores, by what they recovered",
        querystring: Type.Object({
          ...period,
          limit: Type.Integer({ minimum: 1, maximum: 100, default: 10 }),
        }),
        response: answers({ 200: Type.Array(ranked) }),
      },
    },
    ({ query }) => keep("ranking", query, () => computeRanking(db, query, query.limit, timezone)),
  );

  app.get(
    "/api/v1/dashboard/stats/comparison",
    {
      ...shared,
      schema: {
        tags,
        summary: "The period against the one of the same length before it",
        querystring: Type.Object(period),
        response: answers({
          200: Type.Object({
            current: figuresOf,
            previous: figuresOf,
            change: Type.Object({ amount_recovered: percent, managements: percent }),
          }),
        }),
      },
    },
    ({ query }) => keep("comparison", query, () => computeComparison(db, query, timezone)),
  );

  app.get(
    "/api/v1/dashboard/cases/status",
    {
      ...shared,
      schema: {
        tags,
        summary: "The cases, by state",
        response: answers({
          200: Type.Array(Type.Object({ status: Type.Enum([...caseStates]), ...totals })),
        }),
      },
    },
    () => keep("status", {}, () => computeStates(db)),
  );
};

interface Period {
  start_date?: string;
  end_date?: string;
}

/** Throws unprocessable. */
export function checkPeriod({ start_date: start, end_date: end }: Period): void {
  if (start && end && start > end) {
    throw new AppError("unprocessable", "start_date lies after end_date.");
  }
}
