/** Cases over HTTP, and the lists that their forms choose from. */

import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { Type } from "typebox";

import { day } from "../days.ts";
import { money } from "../money.ts";
import { answers, id, nullable, text } from "../schemas.ts";
import { group } from "./cache-group.ts";
import { createCase, deleteCase, updateCase } from "./cases.ts";
import { listCarteras, listStates } from "./choices.ts";
import { countCases, listCases, ownedBy, readCase, sortFields } from "./find-cases.ts";
import { caseDetailSchema, caseSchema, toCase, toCaseDetail } from "./json.ts";
import { caseStates, managementStates } from "./states.ts";

const fields = {
  nro_cliente: Type.Optional(nullable(text(50, { minLength: 1 }))),
  entity: text(200, { minLength: 1 }),
  debtor_name: text(200, { minLength: 1 }),
  dni: Type.Optional(nullable(text(50))),
  amount: money,
  status: Type.Optional(Type.Enum([...caseStates])),
  management_status: Type.Optional(Type.Enum([...managementStates])),
  cartera: text(100),
  assigned_to_id: Type.Optional(nullable(id)),
  address: Type.Optional(nullable(text(300))),
  phone: Type.Optional(nullable(text(50))),
  email: Type.Optional(nullable(text(200))),
  last_payment_date: Type.Optional(nullable(day)),
  notes: Type.Optional(nullable(text(10_000))),
};

const paging = {
  page: Type.Integer({ minimum: 1, maximum: 1_000_000, default: 1 }),
  per_page: Type.Integer({ minimum: 1, maximum: 100, default: 20 }),
  sort_by: Type.Enum([...sortFields], {
    default: "created_at",
  }),
  sort_dir: Type.Enum(["asc", "desc"], { default: "desc" }),
};

const filter = Type.Object({
  ...paging,
  status: Type.Optional(Type.Enum([...caseStates])),
  management_status: Type.Optional(Type.Enum([...managementStates])),
  cartera: Type.Optional(text(100)),
  assigned_to_id: Type.Optional(id),
  unassigned: Type.Optional(Type.Boolean()),
  text: Type.Optional(text(200, { description: "In names, entity, dni or nro_cliente, whatever its case and accents" })),
  start_date: Type.Optional(day),
  end_date: Type.Optional(day),
});

const page = Type.Object({
  total: Type.Integer(),
  page: Type.Integer(),
  per_page: Type.Integer(),
  items: Type.Array(caseSchema),
});

/** How long a change that another process made without Redis may be missing in a total */
const totalSeconds = 1;

const params = Type.Object({ id });
const access = ["ADMIN", "GESTOR"] as const;

export const caseRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const { db, config } = app;
  const { timezone } = config;
  const tags = ["collections"];
  const place = { timezone };

  for (const [url, roles] of [
    ["/api/v1/cases", access],
    ["/api/v1/cases/gestor", ["GESTOR"]],
  ] as const) {
    app.get(
      url,
      {
        config: { limit: "anonymous", access: roles },
        schema: {
          tags,
          summary: "Cases that fit the filters: a gestor's own, an administrator's all",
          querystring: filter,
          response: answers({ 200: page }),
        },
      },
      async ({ user, query }) => {
        const { page: number, per_page, sort_by, sort_dir, ...fitting } = query;
        const order = { sort_by, sort_dir, skip: (number - 1) * per_page, take: per_page };
        const count = () => countCases(db, user, fitting, place);
        const [total, items] = await Promise.all([
          app.cache.get(group, JSON.stringify(["total", ownedBy(user), fitting]), count, totalSeconds),
          listCases(db, user, fitting, order, place),
        ]);
        return { total, page: number, per_page, items: items.map(toCase) };
      },
    );
  }

  app.post(
    "/api/v1/cases",
    {
      config: { limit: "anonymous", access: ["ADMIN"] },
      schema: {
        tags,
        summary: "Open a case",
        body: Type.Object(fields),
        response: answers({ 201: caseSchema }),
      },
    },
    async ({ user, body }, reply) =>
      reply.code(201).send(toCase(await createCase(db, user, body, timezone))),
  );

  app.get(
    "/api/v1/cases/:id",
    {
      config: { limit: "anonymous", access },
      schema: {
        tags,
        summary: "One case with its promises and activities",
        params,
        response: answers({ 200: caseDetailSchema }),
      },
    },
    async ({ user, params }) => toCaseDetail(await readCase(db, user, params.id)),
  );

  app.put(
    "/api/v1/cases/:id",
    {
      config: { limit: "anonymous", access },
      schema: {
        tags,
        summary: "Change what is given of a case",
        params,
        body: Type.Partial(Type.Object(fields)),
        response: answers({ 200: caseSchema }),
      },
    },
    async ({ user, params, body }) => toCase(await updateCase(db, user, params.id, body, timezone)),
  );

  app.delete(
    "/api/v1/cases/:id",
    {
      config: { limit: "anonymous", access: ["ADMIN"] },
      schema: {
        tags,
        summary: "Remove a case with its promises and activities",
        params,
        response: answers({ 204: Type.Null() }),
      },
    },
    async ({ user, params }, reply) => {
      await deleteCase(db, user, params.id);
      return reply.code(204).send(null);
    },
  );

  app.get(
    "/api/v1/carteras",
    {
      config: { limit: "anonymous", access },
      schema: {
        tags,
        summary: "The carteras, by name",
        response: answers({
          200: Type.Array(Type.Object({ id: Type.Integer(), name: Type.String() })),
        }),
      },
    },
    () => listCarteras(db),
  );

  app.get(
    "/api/v1/case-statuses",
    {
      config: { limit: "anonymous", access },
      schema: {
        tags,
        summary: "The states of a case",
        response: answers({
          200: Type.Array(Type.Object({ id: Type.Integer(), code: Type.String() })),
        }),
      },
    },
    () => listStates(db),
  );
};
