/** Two gestores and three cases, whose figures were worked out by hand. */

import { onTestFinished, vi } from "vitest";

import type { MakeDatabase } from "../databases.ts";
import { startApp, type TestApp } from "../helper.ts";

export const base = "/api/v1/dashboard";

interface Row {
  gestor?: number | null;
  cartera?: "A" | "B" | "C";
  amount: number;
  created: string;
  paid?: string;
  /** amount, day, then the day on which it was kept, or `broken` */
  promises?: [number, string, string?][];
}

/** Moments are given in the time of Buenos Aires, three hours behind UTC. */
export async function addCase(
  { db }: TestApp,
  { gestor = null, cartera = "A", amount, created, paid, promises = [] }: Row,
) {
  return db.case.create({
    data: {
      entity: "Banco Sur",
      debtorName: "Rosa Paz",
      amount: BigInt(Math.round(amount * 100)),
      assignedToId: gestor,
      createdAt: new Date(`${created}-03:00`),
      carteraId: "ABC".indexOf(cartera) + 1,
      ...(paid && { statusId: 3, lastPaymentDate: paid }),
      promises: {
        create: promises.map(([sum, promiseDate, end]) => ({
          amount: BigInt(Math.round(sum * 100)),
          promiseDate,
          status: end === undefined ? "pending" : end === "broken" ? end : "fulfilled",
          ...(end !== undefined && end !== "broken" && { fulfilledDate: end }),
        })),
      },
    },
  });
}

function addActivity({ db }: TestApp, caseId: number, createdById: number, moment: string) {
  return db.activity.create({
    data: { caseId, createdById, type: "call", createdAt: new Date(`${moment}-03:00`) },
  });
}

/** Two gestores, three cases in January and February 2026, seen on 15 March. */
export async function startFixture(make: MakeDatabase) {
  vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-03-15T12:00:00-03:00") });
  onTestFinished(() => void vi.useRealTimers());
  const app = await startApp({ make });
  const [admin, ana, beto] = [
    await app.as("ADMIN"),
    await app.as("GESTOR", "ana"),
    await app.as("GESTOR", "beto"),
  ];
  const one = await addCase(app, {
    gestor: ana.id,
    amount: 1000,
    created: "2026-01-02T10:00:00",
    paid: "2026-02-10",
    promises: [[400, "2026-01-20", "2026-01-20"]],
  });
  const two = await addCase(app, {
    gestor: beto.id,
    cartera: "B",
    amount: 2000.5,
    created: "2026-01-31T23:30:00", // already February by UTC
    promises: [
      [300.25, "2026-01-31", "2026-02-01"],
      [100, "2026-01-10", "broken"],
      [50, "2026-02-20"],
      [75, "2026-12-01"],
    ],
  });
  const three = await addCase(app, { cartera: "C", amount: 500, created: "2026-02-15T09:00:00" });
  await addActivity(app, one.id, ana.id, "2026-01-31T22:00:00");
  await addActivity(app, one.id, ana.id, "2026-02-01T00:00:00");
  await addActivity(app, two.id, ana.id, "2026-02-10T08:00:00");
  await addActivity(app, two.id, beto.id, "2026-02-28T23:59:00");
  const ask = async (path: string) => (await admin.get(`${base}/${path}`)).body;
  return { ...app, admin, ana, beto, one, two, three, ask };
}
