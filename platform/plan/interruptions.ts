/** What all addresses go through: while it is replaced, none of them answers. */
import { own } from "../spec/schema.ts";
import type { World } from "./effects.ts";
import { type Effect, type ResourceChange, type Row, worstOf } from "./plan.ts";
import { componentsOf } from "./side.ts";

/** Adds to the rows that replace it what that does to everything with an address. */
export function addInterruptions(
  rows: readonly Row[],
  resources: readonly ResourceChange[],
  world: World,
): readonly Row[] {
  const front = own(world.catalogue.targets, String(world.after.value.target))?.front;
  const isReplaced = resources.some(({ name, op }) => name === front && op === "replace");
  if (front === undefined || !isReplaced) return rows;
  const served = listServed(world);
  return rows.map((row) => (row.resources.includes(front) ? interrupt(row, served) : row));
}

/** Those that had an address and keep it. */
function listServed({ catalogue, before, after }: World): string[] {
  const kept = componentsOf(after);
  return Object.entries(componentsOf(before)).flatMap(([name, { kind, ...spec }]) => {
    const { roles = [] } = own(catalogue.kinds, kind) ?? {};
    const all = typeof roles === "function" ? roles(spec) : roles;
    return all.includes("route") && own(kept, name) !== undefined ? [name] : [];
  });
}

function interrupt(row: Row, served: readonly string[]): Row {
  const added = served.map((component): Effect => ({
    component,
    impact: "brief downtime",
    reason: "the proxy in front of it is recreated",
  }));
  const isSaid = ({ component, impact }: Effect): boolean =>
    row.effects
      .filter((one) => one.component === component)
      .some((one) => worstOf([one.impact, impact]) === one.impact);
  const told = row.effects.filter(
    ({ component, impact }) => impact !== "no-op" || !served.includes(component),
  );
  const effects = [...told, ...added.filter((one) => !isSaid(one))];
  return { ...row, effects, impact: worstOf([row.impact, ...effects.map(({ impact }) => impact)]) };
}
