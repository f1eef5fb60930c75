/** What the figures are taken of: data, and the requests on it. */

import type { Options } from "autocannon";

import type { openDatabase } from "../../app/database/open-database.ts";
import { hashPassword } from "../../app/modules/auth/passwords.ts";
import { password } from "./helper.ts";

type Database = Awaited<ReturnType<typeof openDatabase>>;
type Call = (path: string, body?: object, token?: string) => Promise<ReturnType<typeof JSON.parse>>;
type Request = Partial<Options> & { path?: string };

export interface Scenario {
  name: string;
  request(call: Call): Promise<Request>;
}

const many = { loans: 200, cases: 2_000, rows: 5_000 };

/** An administrator, claims, cases with promises, loans, and a history. */
export async function fill(db: Database, { loans, cases, rows } = many): Promise<void> {
  const passwordHash = await hashPassword(password);
  const admin = await db.user.create({
    data: { username: "admin", email: "admin@example.com", passwordHash, role: "ADMIN" },
  });
  const client = await db.user.create({
    data: { username: "client", passwordHash, role: "CLIENT" },
  });
  if (rows > 0) {
    await db.claim.create({ data: { numero: "R-1", titulo: "Cobro doble", userId: admin.id } });
  }
  await db.case.createMany({
    data: Array.from({ length: cases }, (_, index) => ({
      entity: "Banco del Sur",
      debtorName: `Deudor ${index}`,
      amount: BigInt(10_000 + index),
      carteraId: (index % 3) + 1,
      assignedToId: admin.id,
    })),
  });
  for (let index = 0; index < loans; index++) {
    await db.loan.create({
      data: {
        clientId: client.id,
        amount: 1_000_000n,
        installments: { create: { number: 1, dueDate: "2031-01-01", amount: 1_000_000n } },
      },
    });
  }
  await db.auditLog.createMany({
    data: Array.from({ length: rows }, () => ({
      action: "PURGE_API_LOGS",
      model: "ApiLog",
      objectId: "-",
      payload: "{}",
    })),
  });
}

const history = "/api/integraciones/point/operaciones/historial?export=csv&limit=1000";

export const scenarios: Scenario[] = [
  { name: "health", request: async () => ({ path: "/livez" }) },
  { name: "read one", request: signedIn("/api/reclamos/1") },
  { name: "list, joined", request: signedIn("/api/v1/cases?limit=20") },
  {
    name: "insert",
    request: async (call) => {
      const { path, headers } = await signedIn("/api/reclamos")(call);
      const request = post({ titulo: "Cobro doble" });
      return { path: path!, ...request, headers: { ...headers, ...request.headers } };
    },
  },
  { name: "transaction", request: pay },
  { name: "KPI, kept", request: signedIn("/api/v1/dashboard/kpis") },
  {
    name: "login",
    request: async () => ({
      path: "/api/auth/token",
      ...post({ username: "admin", password }),
    }),
  },
  { name: "export, 1000", request: signedIn(history) },
];

function signedIn(path: string) {
  return async (call: Call): Promise<Request> => {
    const { access } = await call("/api/auth/token", { username: "admin", password });
    return { path, headers: { authorization: `Bearer ${access}` } };
  };
}

function post(body: object) {
  const headers = { "content-type": "application/json" };
  return { method: "POST" as const, body: JSON.stringify(body), headers };
}

let count = 0;

/** A payment of a cent, of one loan after the other. */
async function pay(call: Call): Promise<Request> {
  const { access } = await call("/api/auth/token", { username: "admin", password });
  const targets: { path: string; installment_id: string }[] = [];
  for (const page of [1, 2]) {
    const { items } = await call(`/api/loans?limit=100&page=${page}`, undefined, access);
    for (const { id } of items as { id: string }[]) {
      const found = await call(`/api/loans/${id}/installments`, undefined, access);
      targets.push({ path: `/api/loans/${id}/payments`, installment_id: found.items[0].id });
    }
  }
  const headers = { authorization: `Bearer ${access}`, "content-type": "application/json" };
  return {
    requests: [
      {
        method: "POST",
        headers,
        setupRequest(request) {
          const { path, installment_id } = targets[++count % targets.length]!;
          const body = { installment_id, amount: "0.01", reference: `R-${count}` };
          return { ...request, path, body: JSON.stringify(body) };
        },
      },
    ],
  };
}
