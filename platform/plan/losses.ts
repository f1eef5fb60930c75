/** Names every loss of data: a volume, a statement of a migration, else the change itself. */
import type { Effect, Row } from "./plan.ts";

export function nameLosses(row: Row): Row {
  return { ...row, effects: row.effects.map((one) => nameLoss(one, row)) };
}

function nameLoss(effect: Effect, { text }: Row): Effect {
  const { losses: _none, ...rest } = effect;
  if (effect.impact !== "data loss") return rest;
  return { ...effect, losses: effect.losses ?? [text] };
}
