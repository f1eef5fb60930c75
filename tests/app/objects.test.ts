/** What each role may do to an object of its own, and to somebody else's, by every route to one. */

import { expect, test } from "vitest";

import type { Role } from "../../app/plugins/access.ts";
import { startApp, type TestApp } from "./helper.ts";
import { everyone, rules } from "./rules.ts";

interface Made {
  id: number | string;
  /** Of the installment of a loan */
  part?: string;
}

type Make = (app: TestApp, ownerId: number) => Promise<Made>;

interface Way {
  route: string;
  body?: (made: Made) => object;
  make: Make;
  status: number;
  /** Beside administrators, who may do it to anybody's */
  free?: readonly Role[];
}

const claim: Make = ({ db }, userId) =>
  db.claim.create({ data: { numero: crypto.randomUUID(), titulo: "Cobro doble", userId } });
const loan: Make = async ({ db }, clientId) => {
  const { id, installments } = await db.loan.create({
    data: {
      clientId,
      amount: 100n,
      installments: { create: { number: 1, dueDate: "2031-01-01", amount: 100n } },
    },
    include: { installments: true },
  });
  return { id, part: installments[0]!.id };
};
const aCase: Make = ({ db }, assignedToId) =>
  db.case.create({
    data: { entity: "Banco", debtorName: "Ana", amount: 100n, carteraId: 1, assignedToId },
  });
const promise: Make = async (app, ownerId) => {
  const caseId = Number((await aCase(app, ownerId)).id);
  return app.db.promise.create({ data: { caseId, amount: 100n, promiseDate: "2031-01-01" } });
};
const activity: Make = async (app, createdById) => {
  const caseId = Number((await aCase(app, createdById)).id);
  return app.db.activity.create({ data: { caseId, type: "note", createdById } });
};

const note = { type: "note", notes: "Llamar" };
const promised = { amount: "0.10", promise_date: "2031-01-01" };
const payment = ({ part }: Made) => ({ installment_id: part, amount: "1.00", reference: "R-1" });
const ofCase = ({ id }: Made) => ({ case_id: id, management_status: "contactado" });

const ways: Way[] = [
  { route: "GET /api/reclamos/{id}", make: claim, status: 200, free: ["GESTOR"] },
  { route: "PATCH /api/reclamos/{id}", body: () => ({ estado: "resuelto" }), make: claim, status: 200, free: ["GESTOR"] },
  { route: "GET /api/loans/{id}", make: loan, status: 200 },
  { route: "GET /api/loans/{id}/installments", make: loan, status: 200 },
  { route: "POST /api/loans/{id}/payments", body: payment, make: loan, status: 201 },
  { route: "GET /api/v1/cases/{id}", make: aCase, status: 200 },
  { route: "PUT /api/v1/cases/{id}", body: () => ({ notes: "x" }), make: aCase, status: 200 },
  { route: "DELETE /api/v1/cases/{id}", make: aCase, status: 204 },
  { route: "POST /api/v1/cases/{id}/promises", body: () => promised, make: aCase, status: 201 },
  { route: "POST /api/v1/cases/{id}/activities", body: () => note, make: aCase, status: 201 },
  { route: "GET /api/v1/activities/case/{id}", make: aCase, status: 200 },
  { route: "DELETE /api/v1/activities/{id}", make: activity, status: 204 },
  { route: "PATCH /api/v1/promises/{id}", body: () => ({ status: "broken" }), make: promise, status: 200 },
  { route: "POST /api/v1/update-status", body: ofCase, make: aCase, status: 200 },
  { route: "POST /api/v1/register-management", body: (made) => ({ ...ofCase(made), ...note }), make: aCase, status: 201 },
];

test("every route to one object is in the table", () => {
  const routes = rules.map(([method, path]) => `${method} ${path}`);
  const named = new Set(ways.map(({ route }) => route));
  expect(routes.filter((route) => route.includes("{id}") && !named.has(route))).toEqual([]);
  expect([...named].filter((route) => !routes.includes(route))).toEqual([]);
});

test.each(everyone)("%s gets what is its own, and of others what its role may, by every route to an object", async (role) => {
  const app = await startApp({ variables: { RATE_LIMIT_DEFAULT: "10000/minute" } });
  const [me, other] = [await app.as(role), await app.as(role)];
  for (const { route, body, make, ...way } of ways) {
    const [method, path] = route.split(" ") as ["GET", string];
    for (const whose of ["own", "foreign"] as const) {
      const made = await make(app, whose === "own" ? me.id : other.id);
      const payload = body?.(made);
      const { statusCode } = await app.app.inject({
        method,
        url: path.replace("{id}", String(made.id)),
        headers: { authorization: `Bearer ${me.token}` },
        ...(payload && { payload }),
      });
      const wanted = mayCall(role, route) && mayTouch(role, whose, way) ? way.status : 403;
      expect([route, whose, statusCode]).toEqual([route, whose, wanted]);
    }
  }
});

function mayCall(role: Role, route: string): boolean {
  return rules.find(([method, path]) => `${method} ${path}` === route)![2].includes(role);
}

function mayTouch(role: Role, whose: "own" | "foreign", { free = [] }: Pick<Way, "free">): boolean {
  return whose === "own" || role === "ADMIN" || free.includes(role);
}
