/** Claims over HTTP: create, list, read, change state. */

import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { Type } from "typebox";

import { roles } from "../../plugins/access.ts";
import type { Events } from "../../plugins/events.ts";
import type { CurrentUser } from "../auth/service.ts";
import { answerOnce, idempotencyHeaders } from "../idempotency.ts";
import { answers, id, moment, nullable, pageQuery, sliceOf, text } from "../schemas.ts";
import { changeState, createClaim, listClaims, readClaim, staff, states } from "./service.ts";

const others = roles.filter((role) => !staff.includes(role));
const state = Type.Enum([...states]);

const claim = Type.Object({
  id: Type.Integer(),
  numero: Type.String(),
  titulo: Type.String(),
  descripcion: nullable(Type.String()),
  estado: state,
  user_id: Type.Integer(),
  created_at: moment,
  updated_at: moment,
});

const newClaim = Type.Object({
  titulo: text(200, { minLength: 1 }),
  descripcion: Type.Optional(Type.Union([text(10_000), Type.Null()])),
});

const filter = Type.Object({ ...pageQuery, estado: Type.Optional(state) });
const params = Type.Object({ id });

export const claimRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const { db } = app;
  const tags = ["claims"];

  app.post(
    "/api/reclamos",
    {
      config: { access: "user" },
      schema: {
        tags,
        summary: "File a claim; its owner gets a mail",
        headers: idempotencyHeaders,
        body: newClaim,
        response: answers({ 201: claim }),
      },
    },
    async (request, reply) => {
      const created = await answerOnce(
        request,
        reply,
        async (tx) => toJson(await createClaim(tx, request.user, request.body)),
        (claim) => {
          app.queue.wake();
          announce(app.events, claim, request.user);
        },
      );
      return reply.code(201).send(created);
    },
  );

  app.get(
    "/api/reclamos",
    {
      config: { access: "user" },
      schema: {
        tags,
        summary: "Own claims, newest first; all of them for the staff",
        querystring: filter,
        response: answers({
          200: Type.Object({ total: Type.Integer(), items: Type.Array(claim) }),
        }),
      },
    },
    async ({ user, query }) => {
      const { total, items } = await listClaims(db, user, {
        estado: query.estado,
        ...sliceOf(query),
      });
      return { total, items: items.map(toJson) };
    },
  );

  app.get(
    "/api/reclamos/:id",
    {
      config: { access: "user" },
      schema: { tags, summary: "One claim", params, response: answers({ 200: claim }) },
    },
    async (request) => toJson(await readClaim(db, request.user, request.params.id)),
  );

  app.patch(
    "/api/reclamos/:id",
    {
      config: { access: staff },
      schema: {
        tags,
        summary: "Change the state of a claim",
        params,
        body: Type.Object({ estado: state }),
        response: answers({ 200: claim }),
      },
    },
    async ({ user, params, body: { estado } }) => {
      const { claim, changed } = await changeState(db, user, params.id, estado);
      if (changed) {
        const data = { id: claim.id, estado };
        app.events.publish({ user: claim.userId }, { type: "reclamo_actualizado", data });
      }
      return toJson(claim);
    },
  );
};

/** The title is for the staff and its owner alone; everyone else gets the number in its place. */
function announce(events: Events, { id, numero, titulo }: Announced, owner: CurrentUser): void {
  const type = "nuevo_reclamo";
  events.publish({ roles: staff }, { type, data: { id, titulo } });
  events.publish({ roles: others, except: owner.id }, { type, data: { id, titulo: numero } });
  if (!staff.includes(owner.role)) {
    events.publish({ user: owner.id }, { type, data: { id, titulo } });
  }
}

type Announced = Pick<Claim, "id" | "numero" | "titulo">;

type Claim = Awaited<ReturnType<typeof readClaim>>;

function toJson({ userId, createdAt, updatedAt, estado, ...claim }: Claim) {
  return {
    ...claim,
    estado: estado as (typeof states)[number],
    user_id: userId,
    created_at: createdAt.toISOString(),
    updated_at: updatedAt.toISOString(),
  };
}
