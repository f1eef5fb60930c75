/** Cases from a table of text: new ones made, known ones brought up to date (N003-130). */

import type { Database, Transaction } from "../database/open-database.ts";
import { searchTextOf } from "../modules/collections/search-text.ts";
import {
  type CaseState,
  caseStates,
  idOfState,
  managementStates,
} from "../modules/collections/states.ts";
import { toCents } from "../modules/money.ts";
import { isVisible } from "../modules/schemas.ts";
import { audit } from "../plugins/audit.ts";
import { JobError } from "../process.ts";
import { findGestor } from "./assign-cases.ts";
import { defineCommand, readInput, readNumber, reportRows } from "./command.ts";
import { matchCase } from "./match-case.ts";
import { type DateOrder, isDateOrder, parseRows, readAmount, readDay, type Row } from "./table.ts";

interface Spelling {
  decimal: string;
  order: DateOrder;
}

export const importCases = defineCommand(
  {
    usage:
      "import-cases FILE|- [--gestor-id ID] [--delimiter ,] [--decimal .] [--date-order ymd|dmy|mdy] [--encoding utf8|latin1]",
    options: {
      "gestor-id": { type: "string", default: "2" },
      delimiter: { type: "string", default: "," },
      decimal: { type: "string", default: "." },
      "date-order": { type: "string", default: "ymd" },
      encoding: { type: "string", default: "utf8" },
    },
    positionals: 1,
  },
  async (db, { values, positionals: [path = ""] }) => {
    const { decimal, encoding, delimiter, "date-order": order } = values;
    if (!Buffer.isEncoding(encoding) || ![".", ","].includes(decimal) || !isDateOrder(order)) {
      throw new JobError("--encoding, --decimal or --date-order is not known", { exitCode: 2 });
    }
    const { id } = await findGestor(db, readNumber(values["gestor-id"], "gestor-id"));
    const text = await readInput(path, encoding);
    const separator = delimiter === "\\t" ? "\t" : delimiter;
    const rows = parseRows(text, separator, ["entity", "debtor_name", "amount", "cartera"]);
    return importRows(db, rows, id, { decimal, order });
  },
);

async function importRows(db: Database, rows: Row[], gestorId: number, spelling: Spelling) {
  const carteras = new Map((await db.cartera.findMany()).map(({ id, name }) => [name, id]));
  const counts = { created: 0, updated: 0, skipped: 0 };
  const bad: string[] = [];
  await db.$transaction(
    async (tx) => {
      for (const { line, fields } of rows) {
        const read = readFields(fields, carteras, spelling);
        if (typeof read === "string") bad.push(`line ${line}: ${read}`);
        else counts[await upsert(tx, read, gestorId)] += 1;
      }
      await audit(tx, { action: "CASES_IMPORTED", model: "Case", objectId: 0, payload: counts });
    },
    { timeout: 600_000 },
  );
  return reportRows(JSON.stringify({ job: "import-cases", ...counts, bad }, null, 2), bad);
}

type Fields = Exclude<ReturnType<typeof readFields>, string>;

/** A text says what is wrong. */
function readFields(
  fields: Row["fields"],
  carteras: ReadonlyMap<string, number>,
  { decimal, order }: Spelling,
) {
  const give = (name: string): string => fields[name] ?? "";
  const amount = readAmount(give("amount"), decimal);
  const carteraId = carteras.get(give("cartera"));
  const paid = give("last_payment_date");
  const lastPaymentDate = paid === "" ? null : readDay(paid, order);
  if (amount === undefined) return `"${give("amount")}" is no amount, or could be two`;
  if (carteraId === undefined) return `there is no cartera "${give("cartera")}"`;
  if (lastPaymentDate === undefined) return `"${paid}" is no day in the order ${order}`;
  return (
    findFault(fields) ?? toData(fields, { amount: toCents(amount), carteraId, lastPaymentDate })
  );
}

function findFault(fields: Row["fields"]): string | undefined {
  const { entity, debtor_name: debtorName, status, management_status: management } = fields;
  if (![entity, debtorName].every((name) => name && isVisible(name))) {
    return "entity and debtor_name must be given";
  }
  if (status && !caseStates.some((known) => known === status)) { return `there is no status "${status}"`; }
  if (management && !managementStates.some((known) => known === management)) { return `there is no management_status "${management}"`; }
  const long = Object.entries(fields).find(([name, value]) => value!.length > limitOf(name));
  return long && `${long[0]} is too long`;
}

interface Read {
  amount: bigint;
  carteraId: number;
  lastPaymentDate: string | null;
}

function toData(fields: Row["fields"], read: Read) {
  const orNull = (name: string): string | null => fields[name] || null;
  return {
    ...read,
    nroCliente: orNull("nro_cliente"),
    entity: fields["entity"]!,
    debtorName: fields["debtor_name"]!,
    dni: orNull("dni"),
    statusId: idOfState((orNull("status") ?? "en_gestion") as CaseState),
    managementStatus: orNull("management_status") ?? "sin-gestion",
    address: orNull("address"),
    phone: orNull("phone"),
    email: orNull("email"),
    notes: orNull("notes"),
  };
}

function limitOf(name: string): number {
  return limits[name] ?? 200;
}

const limits: Record<string, number> = {
  nro_cliente: 50,
  dni: 50,
  address: 300,
  phone: 50,
  notes: 10_000,
};

/** What the table says nothing of stays as it is. */
async function upsert(
  tx: Transaction,
  fields: Fields,
  assignedToId: number,
): Promise<"created" | "updated" | "skipped"> {
  const found = await matchCase(tx, fields);
  if (!found) {
    await tx.case.create({ data: { ...fields, searchText: searchTextOf(fields), assignedToId } });
    return "created";
  }
  const { statusId: _, managementStatus: __, ...rest } = fields;
  const changed = Object.entries(rest).filter(
    ([key, value]) => value !== null && found[key as keyof typeof found] !== value,
  );
  if (changed.length === 0) return "skipped";
  const data: Partial<Fields> = Object.fromEntries(changed);
  const searchText = searchTextOf({ ...found, ...data });
  await tx.case.update({ where: { id: found.id }, data: { ...data, searchText } });
  return "updated";
}
