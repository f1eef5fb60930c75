/** Cases, promises and activities that look like a few months of work; for development alone. */

import { readTimezone } from "../config/timezone.ts";
import { Faults } from "../config/variables.ts";
import type { Transaction } from "../database/open-database.ts";
import { transact } from "../database/transact.ts";
import { searchTextOf } from "../modules/collections/search-text.ts";
import { idOfState, managementStates } from "../modules/collections/states.ts";
import { addDays, startOfDay, today } from "../modules/days.ts";
import { JobError } from "../process.ts";
import { defineCommand, refuseProduction } from "./command.ts";

const carteras = ["A", "B", "C"];
const entities = ["Banco del Sur", "Financiera Norte", "Tarjeta Plata"];
const names = ["Ana Gómez", "Bruno Díaz", "Carla Sosa", "Diego Ruiz", "Elena Vera", "Fabio Luna"];
const howMany = 30;

/** Told apart by its number, so that a second run adds nothing (N003-129). */
export const sampleData = defineCommand({ usage: "sample-data", options: {} }, async (db) => {
  refuseProduction("sample-data", "what it makes is not real");
  const gestores = await db.user.findMany({
    where: { role: "GESTOR", active: true },
    orderBy: { id: "asc" },
  });
  if (gestores.length === 0) throw new JobError("There is no active gestor: run seed first");
  const timezone = readTimezone(process.env, new Faults());
  let added = 0;
  for (let index = 0; index < howMany; index++) {
    const gestor = gestores[index % gestores.length]!;
    added += await transact(db, (tx) => addCase(tx, index, gestor.id, timezone));
  }
  return JSON.stringify({ job: "sample-data", cases: added });
});

async function addCase(tx: Transaction, index: number, gestorId: number, timezone: string) {
  const nroCliente = `M-${String(index + 1).padStart(4, "0")}`;
  if (await tx.case.findUnique({ where: { nroCliente } })) return 0;
  const now = today(timezone);
  const name = carteras[index % carteras.length]!;
  const cartera = await tx.cartera.upsert({ where: { name }, create: { name }, update: {} });
  const opened = addDays(now, -90 + index * 2);
  const kept = index % 3 === 0 ? addDays(opened, 20) : undefined;
  const amount = BigInt(50_000 + index * 12_345);
  const searched = {
    nroCliente,
    entity: entities[index % entities.length]!,
    debtorName: names[index % names.length]!,
    dni: String(30_000_000 + index * 7_919),
  };
  await tx.case.create({
    data: {
      ...searched,
      searchText: searchTextOf(searched),
      amount,
      carteraId: cartera.id,
      statusId: idOfState(kept ? (index % 2 ? "promesa" : "pagada") : "en_gestion"),
      managementStatus: managementStates[index % managementStates.length]!,
      assignedToId: gestorId,
      lastPaymentDate: kept ?? null,
      createdAt: startOfDay(opened, timezone),
      promises: {
        create: {
          amount: amount / 4n,
          promiseDate: addDays(opened, 20),
          ...(kept && { status: "fulfilled", fulfilledDate: kept }),
        },
      },
      activities: {
        create: [3, 10, 17].map((days) => ({
          type: days === 3 ? "call" : "note",
          notes: "Gestión de ejemplo",
          createdById: gestorId,
          createdAt: startOfDay(addDays(opened, days), timezone),
        })),
      },
    },
  });
  return 1;
}
