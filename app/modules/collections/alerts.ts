/** What wants a gestor's attention: promises that are due or late, cases without management. */

import type { Database } from "../../database/open-database.ts";
import type { CurrentUser } from "../auth/service.ts";
import { today } from "../days.ts";
import { ownedBy } from "./find-cases.ts";
import { withCartera } from "./json.ts";
import { idOfState } from "./states.ts";

/** Of each kind; the rest waits */
const most = 100;

export async function findAlerts(db: Database, user: CurrentUser, timezone: string) {
  const [promises, cases] = await Promise.all([
    db.promise.findMany({
      where: {
        status: "pending",
        promiseDate: { lte: today(timezone) },
        case: ownedBy(user),
      },
      orderBy: [{ promiseDate: "asc" }, { id: "asc" }],
      take: most,
    }),
    db.case.findMany({
      where: {
        ...ownedBy(user),
        statusId: { not: idOfState("pagada") },
        OR: [{ managementStatus: "sin-gestion" }, { managementStatus: null }],
      },
      include: withCartera,
      orderBy: { id: "asc" },
      take: most,
    }),
  ]);
  return { promises, cases };
}
