/** Loans over HTTP: list, create, read, their instalments and payments. */

import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { Type } from "typebox";

import { day, today } from "../days.ts";
import { answerOnce, idempotencyHeaders } from "../idempotency.ts";
import { positiveMoney } from "../money.ts";
import { answers, id, pageQuery, sliceOf } from "../schemas.ts";
import { installmentSchema, loanSchema, paymentSchema } from "./json.ts";
import { registerPayment } from "./payments.ts";
import { createLoan, listInstallments, listLoans, readLoan } from "./service.ts";

/** In lower case: in another one MySQL alone would find it */
const uuid = Type.String({
  pattern: "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
  description: "A UUID in lower case",
});
const params = Type.Object({ id: uuid });

const newLoan = Type.Object({
  client_id: id,
  amount: positiveMoney,
  installments: Type.Integer({ minimum: 1, maximum: 360 }),
  first_due_date: day,
});

const newPayment = Type.Object({
  installment_id: uuid,
  amount: positiveMoney,
  reference: Type.String({
    pattern: "^[!-~]{1,100}$",
    description: "Unique for the loan, whatever the case of its letters",
  }),
});

const filter = Type.Object({
  ...pageQuery,
  status: Type.Optional(Type.Enum(["APPROVED", "PAID"])),
});

export const loanRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const { db, config } = app;
  const shared = { config: { access: ["ADMIN", "CLIENT"] } } as const;
  const tags = ["loans"];
  const listOf = <T extends typeof loanSchema | typeof installmentSchema>(item: T) =>
    answers({ 200: Type.Object({ total: Type.Integer(), items: Type.Array(item) }) });

  app.get(
    "/api/loans",
    {
      ...shared,
      schema: {
        tags,
        summary: "Own loans, newest first; all of them for an administrator",
        querystring: filter,
        response: listOf(loanSchema),
      },
    },
    async ({ user, query }) =>
      listLoans(db, user, { status: query.status, ...sliceOf(query) }),
  );

  app.post(
    "/api/loans",
    {
      config: { access: ["ADMIN"] },
      schema: {
        tags,
        summary: "Lend to a client, to be paid back month by month",
        headers: idempotencyHeaders,
        body: newLoan,
        response: answers({ 201: loanSchema }),
      },
    },
    async (request, reply) => {
      const loan = await answerOnce(
        request,
        reply,
        (tx) => createLoan(tx, request.user, request.body),
        ({ id: loan_id, amount }) =>
          request.log.info({ user: request.user.username, loan_id, amount }, "Loan created"),
      );
      return reply.code(201).send(loan);
    },
  );

  app.get(
    "/api/loans/:id",
    {
      ...shared,
      schema: { tags, summary: "One loan", params, response: answers({ 200: loanSchema }) },
    },
    async ({ user, params }) => readLoan(db, user, params.id),
  );

  app.get(
    "/api/loans/:id/installments",
    {
      ...shared,
      schema: {
        tags,
        summary: "The instalments of a loan, in order, with what is paid of each",
        params,
        response: listOf(installmentSchema),
      },
    },
    async ({ user, params }) => listInstallments(db, user, params.id, today(config.timezone)),
  );

  app.post(
    "/api/loans/:id/payments",
    {
      ...shared,
      schema: {
        tags,
        summary: "Pay an instalment, or a part of it",
        params,
        headers: idempotencyHeaders,
        body: newPayment,
        response: answers({ 201: paymentSchema }),
      },
    },
    async (request, reply) => {
      const { user, log, params, body } = request;
      const payment = await answerOnce(
        request,
        reply,
        (tx) => registerPayment(tx, user, params.id, body),
        ({ loan_id, amount }) => {
          log.info({ user: user.username, loan_id, amount }, "Payment registered successfully");
          app.queue.wake();
        },
      );
      return reply.code(201).send(payment);
    },
  );
};
