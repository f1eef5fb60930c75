/** Counts every table of the collections and looks for rows that hang on nothing (N003-145). */

import type { Database } from "../database/open-database.ts";
import { JobError } from "../process.ts";
import { defineCommand } from "./command.ts";

export const verifyData = defineCommand({ usage: "verify-data", options: {} }, async (db) => {
  const counts = {
    carteras: await db.cartera.count(),
    case_statuses: await db.caseStatus.count(),
    users: await db.user.count(),
    cases: await db.case.count(),
    activities: await db.activity.count(),
    promises: await db.promise.count(),
  };
  const gestores = await db.user.findMany({
    where: { role: "GESTOR" },
    select: { username: true, _count: { select: { cases: true } } },
  });
  const problems = Object.entries(await findProblems(db)).filter(([, count]) => count > 0);
  const report = JSON.stringify(
    {
      job: "verify-data",
      counts,
      gestores: Object.fromEntries(
        gestores.map(({ username, _count }) => [username, _count.cases]),
      ),
      problems: Object.fromEntries(problems),
    },
    null,
    2,
  );
  if (problems.length > 0) throw new JobError(report);
  return report;
});

async function findProblems(db: Database): Promise<Record<string, number>> {
  return {
    "cases of nobody": await db.case.count({ where: { assignedToId: null } }),
    "cases of somebody who is no active gestor": await db.case.count({
      where: { assignedTo: { NOT: { role: "GESTOR", active: true } } },
    }),
    "activities without a case": await countRows(
      db.$queryRaw`select count(*) as count from activities a
        left join cases c on c.id = a.case_id where c.id is null`,
    ),
    "activities without an author": await countRows(
      db.$queryRaw`select count(*) as count from activities a
        left join users u on u.id = a.created_by_id where u.id is null`,
    ),
    "promises without a case": await countRows(
      db.$queryRaw`select count(*) as count from promises p
        left join cases c on c.id = p.case_id where c.id is null`,
    ),
    "cases without cartera or status": await countRows(
      db.$queryRaw`select count(*) as count from cases c
        left join carteras k on k.id = c.cartera_id
        left join case_statuses s on s.id = c.status_id where k.id is null or s.id is null`,
    ),
    "kept promises without a day": await db.promise.count({
      where: { status: "fulfilled", fulfilledDate: null },
    }),
  };
}

async function countRows(query: Promise<unknown>): Promise<number> {
  return Number(((await query) as { count: unknown }[])[0]!.count);
}
