/** What gestores do on cases, over HTTP: states, promises and activities. */

import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { Type } from "typebox";

import { day } from "../days.ts";
import { positiveMoney } from "../money.ts";
import { answers, id, nullable, pageQuery, sliceOf, text } from "../schemas.ts";
import { addActivity, deleteActivity, listActivities } from "./activities.ts";
import { updateCase } from "./cases.ts";
import {
  activitySchema,
  caseSchema,
  promiseSchema,
  toActivity,
  toCase,
  toPromise,
} from "./json.ts";
import { changePromise, createPromise } from "./promises.ts";
import { activityTypes, caseStates, managementStates, promiseStates } from "./states.ts";

const notes = Type.Optional(nullable(text(10_000)));
const managementStatus = Type.Optional(Type.Enum([...managementStates]));

const activity = {
  type: Type.Enum([...activityTypes]),
  amount: Type.Optional({ ...positiveMoney, description: "Of a payment, and of nothing else" }),
  notes,
};

const params = Type.Object({ id });

export const workRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const { db, config } = app;
  const { timezone } = config;
  const shared = { config: { limit: "anonymous", access: ["ADMIN", "GESTOR"] } as const };
  const tags = ["collections"];

  app.post(
    "/api/v1/update-status",
    {
      ...shared,
      schema: {
        tags,
        summary: "Change the state of a case, of its management, or both",
        body: Type.Object(
          {
            case_id: id,
            status: Type.Optional(Type.Enum([...caseStates])),
            management_status: managementStatus,
          },
          { minProperties: 2 },
        ),
        response: answers({ 200: caseSchema }),
      },
    },
    async ({ user, body: { case_id, ...states } }) =>
      toCase(await updateCase(db, user, case_id, states, timezone)),
  );

  app.post(
    "/api/v1/register-management",
    {
      ...shared,
      schema: {
        tags,
        summary: "Add an activity and change the state of the management with it",
        body: Type.Object({ case_id: id, ...activity, management_status: managementStatus }),
        response: answers({
          201: Type.Object({ activity: activitySchema, case: caseSchema }),
        }),
      },
    },
    async ({ user, body: { case_id, ...fields } }, reply) => {
      const { created, changed } = await addActivity(db, user, case_id, fields, timezone);
      return reply.code(201).send({ activity: toActivity(created), case: toCase(changed) });
    },
  );

  app.post(
    "/api/v1/cases/:id/promises",
    {
      ...shared,
      schema: {
        tags,
        summary: "The debtor promises to pay",
        params,
        body: Type.Object({ amount: positiveMoney, promise_date: day, notes }),
        response: answers({ 201: promiseSchema }),
      },
    },
    async ({ user, params, body }, reply) =>
      reply.code(201).send(toPromise(await createPromise(db, user, params.id, body, timezone))),
  );

  app.patch(
    "/api/v1/promises/:id",
    {
      ...shared,
      schema: {
        tags,
        summary: "A promise was kept, or broken",
        params,
        body: Type.Object({
          status: Type.Enum([...promiseStates]),
          fulfilled_date: Type.Optional(day),
        }),
        response: answers({ 200: promiseSchema }),
      },
    },
    async ({ user, params, body }) =>
      toPromise(await changePromise(db, user, params.id, body, timezone)),
  );

  app.post(
    "/api/v1/cases/:id/activities",
    {
      ...shared,
      schema: {
        tags,
        summary: "Add an activity",
        params,
        body: Type.Object(activity),
        response: answers({ 201: activitySchema }),
      },
    },
    async ({ user, params, body: { type, amount, notes } }, reply) => {
      const fields = { type, ...(amount !== undefined && { amount }), notes: notes ?? null };
      const { created } = await addActivity(db, user, params.id, fields, timezone);
      return reply.code(201).send(toActivity(created));
    },
  );

  app.get(
    "/api/v1/activities/case/:id",
    {
      ...shared,
      schema: {
        tags,
        summary: "The activities of a case, newest first",
        params,
        querystring: Type.Object(pageQuery),
        response: answers({
          200: Type.Object({ total: Type.Integer(), items: Type.Array(activitySchema) }),
        }),
      },
    },
    async ({ user, params, query }) => {
      const { total, items } = await listActivities(db, user, params.id, sliceOf(query));
      return { total, items: items.map(toActivity) };
    },
  );

  app.delete(
    "/api/v1/activities/:id",
    {
      ...shared,
      schema: {
        tags,
        summary: "Remove an activity: its author or an administrator",
        params,
        response: answers({ 204: Type.Null() }),
      },
    },
    async ({ user, params }, reply) => {
      await deleteActivity(db, user, params.id);
      return reply.code(204).send(null);
    },
  );
};
