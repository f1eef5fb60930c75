/** What all addresses go through: while it is replaced, none of them answers. */
import { rolesOf } from "../spec/check-names.ts";
import { own } from "../spec/schema.ts";
import { targetOf, type World } from "./effects.ts";
import { type Effect, type ResourceChange, type Row, withEffects, worstOf } from "./plan.ts";
import { componentsOf } from "./side.ts";

/** Adds to the rows that replace it what that does to everything with an address. */
export function addInterruptions(
  rows: readonly Row[],
  resources: readonly ResourceChange[],
  world: World,
): readonly Row[] {
  const front = targetOf(world)?.front;
  const isReplaced = resources.some(({ name, op }) => name === front && op === "replace");
  if (front === undefined || !isReplaced) return rows;
  const served = listServed(world);
  return rows.map((row) => (row.resources.includes(front) ? interrupt(row, served) : row));
}

/** Those that had an address and keep it. */
function listServed({ catalogue, before, after }: World): string[] {
  const kept = componentsOf(after);
  return Object.entries(componentsOf(before)).flatMap(([name, { kind, ...spec }]) => {
    const roles = rolesOf(own(catalogue.kinds, kind), spec);
    return roles.includes("route") && own(kept, name) !== undefined ? [name] : [];
  });
}

function interrupt(row: Row, served: readonly string[]): Row {
  const added = served.map((component): Effect => ({
    component,
    impact: "brief downtime",
    reason: "the proxy in front of it is recreated",
  }));
  const isSaid = ({ component, impact }: Effect): boolean =>
    row.effects.some((one) =>
      one.component === component && worstOf([one.impact, impact]) === one.impact);
  const told = row.effects.filter(
    ({ component, impact }) => impact !== "no-op" || !served.includes(component),
  );
  return withEffects(row, [...told, ...added.filter((one) => !isSaid(one))]);
}
