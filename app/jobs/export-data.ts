/** Writes the data of the collections to one JSON file, without any password hash (N003-140). */

import { mkdir, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

import type { Database } from "../database/open-database.ts";
import { toActivity, toCase, toPromise, withCartera } from "../modules/collections/json.ts";
import { defineCommand } from "./command.ts";

/** Six lists; a row refers to others by the ids in here, and to its case by nro_cliente too. */
export type Export = Awaited<ReturnType<typeof collect>>;

export const exportData = defineCommand(
  { usage: "export-data FILE|-", options: {}, positionals: 1 },
  async (db, { positionals: [path = ""] }) => {
    const data = await collect(db);
    const text = `${JSON.stringify(data, null, 2)}\n`;
    if (path === "-") return text;
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}.tmp`, text, { mode: 0o600 });
    await rename(`${path}.tmp`, path);
    const counts = Object.entries(data).map(([name, rows]) => [name, rows.length]);
    return JSON.stringify({ job: "export-data", file: path, ...Object.fromEntries(counts) });
  },
);

async function collect(db: Database) {
  const order = { orderBy: { id: "asc" } } as const;
  const cases = await db.case.findMany({ ...order, include: withCartera });
  const users = await db.user.findMany(order);
  const numbers = new Map(cases.map(({ id, nroCliente }) => [id, nroCliente]));
  const names = new Map(users.map(({ id, username }) => [id, username]));
  return {
    carteras: await db.cartera.findMany(order),
    case_statuses: await db.caseStatus.findMany(order),
    cases: cases.map(toCase),
    users: users.map(({ id, username, email, nombre, apellido, role, active }) => ({
      id,
      username,
      email,
      nombre,
      apellido,
      role: role.toLowerCase(),
      active,
    })),
    activities: (await db.activity.findMany(order)).map((row) => ({
      ...toActivity(row),
      nro_cliente: numbers.get(row.caseId) ?? null,
      created_by: names.get(row.createdById),
    })),
    promises: (await db.promise.findMany(order)).map((row) => ({
      ...toPromise(row),
      nro_cliente: numbers.get(row.caseId) ?? null,
    })),
  };
}
