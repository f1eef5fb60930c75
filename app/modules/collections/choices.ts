/** The lists that the forms of cases choose from. */

import type { Database } from "../../database/open-database.ts";

/** By name. */
export function listCarteras(db: Database) {
  return db.cartera.findMany({ orderBy: { name: "asc" } });
}

/** In the order of their ids. */
export function listStates(db: Database) {
  return db.caseStatus.findMany({ orderBy: { id: "asc" } });
}
