/** Gives cases to gestores: those of nobody, or all, evenly or to one (N003-131). */

import type { Database } from "../database/open-database.ts";
import { transact } from "../database/transact.ts";
import { audit } from "../plugins/audit.ts";
import { JobError } from "../process.ts";
import { defineCommand, readNumber } from "./command.ts";

/** Of ids in one statement */
const chunk = 500;

export const assignCases = defineCommand(
  {
    usage: "assign-cases [--gestor-id ID] [--all]",
    options: { "gestor-id": { type: "string" }, all: { type: "boolean" } },
  },
  async (db, { values }) => {
    const one = values["gestor-id"];
    const gestores = one ? [await findGestor(db, readNumber(one, "gestor-id"))] : await all(db);
    const cases = await db.case.findMany({
      ...(!values.all && { where: { assignedToId: null } }),
      select: { id: true },
      orderBy: { id: "asc" },
    });
    const counts: Record<string, number> = {};
    for (const [index, { id, username }] of gestores.entries()) {
      const own = cases.filter((_, position) => position % gestores.length === index);
      await assign(
        db,
        id,
        own.map((found) => found.id),
      );
      counts[username] = own.length;
    }
    return JSON.stringify({ job: "assign-cases", assigned: cases.length, gestores: counts });
  },
);

/** Throws JobError unless it is an active gestor (X08). */
export async function findGestor(db: Pick<Database, "user">, id: number) {
  const found = await db.user.findFirst({ where: { id, role: "GESTOR", active: true } });
  if (!found) throw new JobError(`User ${id} is no active gestor: give another --gestor-id`);
  return found;
}

async function all(db: Database) {
  const found = await db.user.findMany({
    where: { role: "GESTOR", active: true },
    orderBy: { id: "asc" },
  });
  if (found.length === 0) throw new JobError("There is no active gestor: create one first");
  return found;
}

async function assign(db: Database, assignedToId: number, ids: number[]): Promise<void> {
  await transact(db, async (tx) => {
    for (let start = 0; start < ids.length; start += chunk) {
      const slice = ids.slice(start, start + chunk);
      await tx.case.updateMany({ where: { id: { in: slice } }, data: { assignedToId } });
    }
    const payload = { cases: ids.length };
    await audit(tx, { action: "CASES_ASSIGNED", model: "User", objectId: assignedToId, payload });
  });
}
