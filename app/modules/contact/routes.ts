/** The contact form over HTTP, and the messages that came through it. */

import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { Type } from "typebox";

import { createMailer } from "../../mail/mailer.ts";
import { answers, moment, nullable, pageQuery, sliceOf, text } from "../schemas.ts";
import { appendToFile } from "./file.ts";
import { toMessage } from "./json.ts";
import { addMessage, listMessages } from "./service.ts";

const message = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  email: Type.String(),
  phone: nullable(Type.String()),
  message: Type.String(),
  created_at: moment,
});

const form = Type.Object({
  name: text(200, { minLength: 1 }),
  email: Type.String({ format: "email", maxLength: 200 }),
  phone: Type.Optional(nullable(text(50))),
  message: text(10_000, { minLength: 1 }),
});

export const contactRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const { db, config } = app;
  const { recipients, file } = config.contact;
  const tags = ["contact"];

  app.post(
    "/contact",
    {
      config: { limit: "anonymous", access: "public" },
      schema: {
        tags,
        summary: "Send a message, by form or JSON",
        consumes: ["application/x-www-form-urlencoded", "application/json"],
        body: form,
        response: answers({ 201: message }),
      },
    },
    async (request, reply) => {
      const created = await addMessage(db, request.body, recipients);
      app.queue.wake();
      if (file) {
        await appendToFile(file, created).catch((error: unknown) =>
          request.log.error({ err: error }, "The message is not in the file"),
        );
      }
      return reply.code(201).send(toMessage(created));
    },
  );

  app.post(
    "/test-email-config",
    {
      config: { limit: "anonymous", access: ["ADMIN"] },
      schema: {
        tags,
        summary: "Try the mail configuration; no mail leaves",
        response: answers({
          200: Type.Object({ success: Type.Boolean(), detail: nullable(Type.String()) }),
        }),
      },
    },
    async () => {
      const failure = await createMailer(config, app.log)
        .check()
        .then(
          () => null,
          (error: Error) => error.message,
        );
      const secret = config.mail.password;
      const detail = secret ? (failure?.replaceAll(secret, "***") ?? null) : failure;
      return { success: failure === null, detail };
    },
  );

  app.get(
    "/submissions",
    {
      config: { limit: "anonymous", access: ["ADMIN"] },
      schema: {
        tags,
        summary: "The messages, newest first",
        querystring: Type.Object(pageQuery),
        response: answers({
          200: Type.Object({ total: Type.Integer(), items: Type.Array(message) }),
        }),
      },
    },
    async ({ query }) => {
      const { total, items } = await listMessages(db, sliceOf(query));
      return { total, items: items.map(toMessage) };
    },
  );
};
