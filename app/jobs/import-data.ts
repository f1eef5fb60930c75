/**
 * Reads what export-data wrote into this database: all of it or nothing, and nothing twice. Users
 * stay as they are here (X29).
 */

import type { Transaction } from "../database/open-database.ts";
import { searchTextOf } from "../modules/collections/search-text.ts";
import { caseStates, idOfState } from "../modules/collections/states.ts";
import { toCents } from "../modules/money.ts";
import { audit } from "../plugins/audit.ts";
import { JobError } from "../process.ts";
import { findGestor } from "./assign-cases.ts";
import { defineCommand, readInput, readNumber } from "./command.ts";
import type { Export } from "./export-data.ts";
import { matchCase } from "./match-case.ts";

type Lists = { [K in keyof Export]: Partial<Export[K][number]>[] };
type CaseRow = Partial<Export["cases"][number]>;

interface Import {
  tx: Transaction;
  lists: Lists;
  /** Who gets what belongs to nobody that is known here */
  gestorId: number;
  /** Ids of users here, by name, and of users there */
  users: Map<string, number>;
  names: Map<number, string>;
  /** Ids of cases here, by their id and by their number there */
  cases: Map<number | string, number>;
  created: Record<"carteras" | "cases" | "activities" | "promises", number>;
  problems: string[];
}

const gestor = { "gestor-id": { type: "string", default: "2" } } as const;

export const importData = defineCommand(
  { usage: "import-data FILE|- [--gestor-id ID]", options: gestor, positionals: 1 },
  async (db, { values, positionals: [path = ""] }) => {
    const lists = parseLists(await readInput(path));
    const { id } = await findGestor(db, readNumber(values["gestor-id"], "gestor-id"));
    return db.$transaction((tx) => run(tx, lists, id), { timeout: 600_000 });
  },
);

/** Cases of the first system, which named cartera and status as texts; a bare list will do. */
export const migrateDummy = importData;

async function run(tx: Transaction, lists: Lists, gestorId: number): Promise<string> {
  const users = await tx.user.findMany({ select: { id: true, username: true } });
  const state: Import = {
    tx,
    lists,
    gestorId,
    users: new Map(users.map(({ id, username }) => [username, id])),
    names: new Map(lists.users.map(({ id, username }) => [id!, username!])),
    cases: new Map(),
    created: { carteras: 0, cases: 0, activities: 0, promises: 0 },
    problems: [],
  };
  const carteras = await importCarteras(state);
  for (const row of lists.cases) await importCase(state, row, carteras);
  await importActivities(state);
  await importPromises(state);
  const { created, problems } = state;
  await audit(tx, { action: "DATA_IMPORTED", model: "Case", objectId: 0, payload: created });
  return JSON.stringify({ job: "import-data", created, problems }, null, 2);
}

async function importCarteras({ tx, lists, created }: Import): Promise<Map<string, number>> {
  const known = new Map((await tx.cartera.findMany()).map(({ id, name }) => [name, id]));
  for (const name of [
    ...lists.carteras.map((row) => row.name),
    ...lists.cases.map((row) => row.cartera),
  ]) {
    if (!name || known.has(name)) continue;
    known.set(name, (await tx.cartera.create({ data: { name } })).id);
    created.carteras += 1;
  }
  return known;
}

async function importCase(state: Import, row: CaseRow, carteras: Map<string, number>) {
  const { tx, cases, created } = state;
  const person = readPerson(row);
  let found = await matchCase(tx, person);
  if (found && found.debtorName !== person.debtorName) {
    const names = `${found.debtorName} here, ${person.debtorName} there`;
    state.problems.push(`nro_cliente ${person.nroCliente} is ${names}`);
    return;
  }
  if (!found) {
    const assignedToId = findUser(state, row.assigned_to_id);
    const carteraId = carteras.get(row.cartera!)!;
    const searchText = searchTextOf(person);
    const data = { ...toData(row), ...person, searchText, carteraId, assignedToId };
    found = await tx.case.create({ data });
    created.cases += 1;
  }
  if (row.id !== undefined) cases.set(row.id, found.id);
  if (row.nro_cliente) cases.set(row.nro_cliente, found.id);
}

/** Throws JobError. */
function readPerson({ id, entity, debtor_name: debtorName, cartera, dni, nro_cliente }: CaseRow) {
  if (!entity || !debtorName || !cartera) { throw new JobError(`Case ${id ?? debtorName}: entity, debtor_name or cartera is missing`); }
  return { entity, debtorName, dni: dni ?? null, nroCliente: nro_cliente ?? null };
}

function toData(row: CaseRow) {
  const { status = "en_gestion", created_at } = row;
  const orNull = (name: "address" | "phone" | "email" | "notes") => row[name] ?? null;
  if (!caseStates.includes(status)) throw new JobError(`There is no status "${status}"`);
  return {
    amount: readMoney(row.amount),
    statusId: idOfState(status),
    managementStatus: row.management_status ?? null,
    address: orNull("address"),
    phone: orNull("phone"),
    email: orNull("email"),
    lastPaymentDate: row.last_payment_date ?? null,
    notes: orNull("notes"),
    ...(created_at && { createdAt: new Date(created_at) }),
  };
}

async function importActivities(state: Import): Promise<void> {
  const { tx, lists, created } = state;
  for (const row of lists.activities) {
    const caseId = findCase(state, "activity", row);
    if (caseId === undefined) continue;
    const data = {
      caseId,
      type: row.type!,
      notes: row.notes ?? null,
      createdAt: new Date(row.created_at!),
    };
    if (await tx.activity.findFirst({ where: data, select: { id: true } })) continue;
    const createdById = state.users.get(row.created_by ?? "") ?? state.gestorId;
    const amount = row.amount ? readMoney(row.amount) : null;
    await tx.activity.create({ data: { ...data, amount, createdById } });
    created.activities += 1;
  }
}

async function importPromises(state: Import): Promise<void> {
  const { tx, lists, created } = state;
  for (const row of lists.promises) {
    const caseId = findCase(state, "promise", row);
    if (caseId === undefined) continue;
    const data = {
      caseId,
      amount: readMoney(row.amount),
      promiseDate: row.promise_date!,
      createdAt: new Date(row.created_at!),
    };
    if (await tx.promise.findFirst({ where: data, select: { id: true } })) continue;
    const { status = "pending", fulfilled_date: fulfilledDate = null, notes = null } = row;
    await tx.promise.create({ data: { ...data, status, fulfilledDate, notes } });
    created.promises += 1;
  }
}

/** The first system wrote numbers. */
function readMoney(amount: unknown): bigint {
  const text = String(amount);
  if (!/^\d{1,13}(\.\d{1,2})?$/.test(text)) throw new JobError(`"${text}" is no amount`);
  return toCents(text);
}

/** By the number, which is the same everywhere, and else by the id that the file gave the case. */
function findCase(
  { cases, problems }: Import,
  kind: string,
  row: { id?: number; case_id?: number; nro_cliente?: string | null },
): number | undefined {
  const found = cases.get(row.nro_cliente ?? row.case_id ?? "");
  if (found === undefined) problems.push(`${kind} ${row.id ?? "?"} belongs to no case of the file`);
  return found;
}

/** The user of the same name here, and else the gestor for all. */
function findUser({ names, users, gestorId }: Import, id: number | null | undefined): number {
  return users.get(names.get(id ?? 0) ?? "") ?? gestorId;
}

/** A list that is not there is empty; throws JobError without one of cases. */
function parseLists(text: string): Lists {
  const given = readJson(text);
  const lists: Partial<Record<keyof Lists, unknown>> = Array.isArray(given)
    ? { cases: given }
    : Object(given);
  const listOf = (name: keyof Lists) => (Array.isArray(lists[name]) ? lists[name] : []);
  if (!Array.isArray(lists.cases)) { throw new JobError("The file has no list of cases: was it written by export-data?"); }
  return {
    carteras: listOf("carteras"),
    case_statuses: listOf("case_statuses"),
    cases: lists.cases,
    users: listOf("users"),
    activities: listOf("activities"),
    promises: listOf("promises"),
  };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new JobError("The file is no JSON", { cause });
  }
}
