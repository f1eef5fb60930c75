/** The states that cases, promises and activities can have, as the catalogue names them. */

/** Rows that a migration makes, with the ids 1 to 4 in this order */
export const caseStates = ["en_gestion", "promesa", "pagada", "incobrable"] as const;
export type CaseState = (typeof caseStates)[number];

export const managementStates = [
  "sin-gestion",
  "contactado",
  "con-arreglo",
  "incobrable",
  "de-baja",
] as const;
export type ManagementState = (typeof managementStates)[number];

export const promiseStates = ["pending", "fulfilled", "broken"] as const;
export type PromiseState = (typeof promiseStates)[number];

export const activityTypes = ["call", "email", "visit", "note", "payment", "promise"] as const;
export type ActivityType = (typeof activityTypes)[number];

export function idOfState(state: CaseState): number {
  return caseStates.indexOf(state) + 1;
}

export function stateOfId(id: number): CaseState {
  return caseStates[id - 1]!;
}
