/** Mends cases that are there: their days of payment, and managements without a state. */

import { readTimezone } from "../config/timezone.ts";
import { Faults } from "../config/variables.ts";
import { transact } from "../database/transact.ts";
import { today } from "../modules/days.ts";
import { audit } from "../plugins/audit.ts";
import { defineCommand, readInput, reportRows } from "./command.ts";
import { isDay, parseRows } from "./table.ts";

export const updateManagementStatus = defineCommand(
  { usage: "update-management-status", options: {} },
  (db) =>
    transact(db, async (tx) => {
      const managementStatus = "sin-gestion";
      const { count } = await tx.case.updateMany({
        where: { managementStatus: null },
        data: { managementStatus },
      });
      const payload = { updated: count };
      await audit(tx, { action: "CASES_UPDATED", model: "Case", objectId: 0, payload });
      return JSON.stringify({ job: "update-management-status", ...payload });
    }),
);

/** Pairs of nro_cliente and date (N003-132). */
export const updatePaymentDates = defineCommand(
  { usage: "update-payment-dates FILE|-", options: {}, positionals: 1 },
  async (db, { positionals: [path = ""] }) => {
    const rows = parseRows(await readInput(path), ",", ["nro_cliente", "date"]);
    const latest = today(readTimezone(process.env, new Faults()));
    const counts = { updated: 0, unchanged: 0, unknown: 0 };
    const bad: string[] = [];
    await transact(db, async (tx) => {
      Object.assign(counts, { updated: 0, unchanged: 0, unknown: 0 });
      for (const { line, fields } of rows) {
        const { nro_cliente: nroCliente = "", date: lastPaymentDate = "" } = fields;
        if (!isDay(lastPaymentDate) || lastPaymentDate > latest) {
          bad.push(`line ${line}: "${lastPaymentDate}" is no day until today, YYYY-MM-DD`);
          continue;
        }
        const found = await tx.case.findUnique({ where: { nroCliente } });
        if (!found) counts.unknown += 1;
        else if (found.lastPaymentDate === lastPaymentDate) counts.unchanged += 1;
        else {
          await tx.case.update({ where: { nroCliente }, data: { lastPaymentDate } });
          counts.updated += 1;
        }
      }
      await audit(tx, { action: "CASES_UPDATED", model: "Case", objectId: 0, payload: counts });
    });
    return reportRows(JSON.stringify({ job: "update-payment-dates", ...counts, bad }), bad);
  },
);
