/** Programs that a change reaches by their resource alone: nothing that they say changes. */
import { rolled, targetOf, type World } from "./effects.ts";
import { type ResourceChange, type Row, withEffects } from "./plan.ts";
import { runsOf } from "./side.ts";

/** Adds to each row what it does to the programs among its resources of which it says nothing. */
export function addReached(
  rows: readonly Row[],
  resources: readonly ResourceChange[],
  world: World,
): Row[] {
  const programs = resources.filter((one) => isProgram(one, world));
  return rows.map((row) => {
    const told = new Set(row.effects.map(({ component }) => component));
    const silent = programs
      .filter(({ name, component }) => row.resources.includes(name) && !told.has(component))
      .map(({ component }) => component);
    if (silent.length === 0) return row;
    const added = [...new Set(silent)].map((name) => rolled(name, ["env", ""], world));
    return withEffects(row, [...row.effects, ...added]);
  });
}

function isProgram({ type, component, op, stopped }: ResourceChange, world: World): boolean {
  const { catalogue, before, after } = world;
  if (type !== targetOf(world)?.runsBy || stopped || (op !== "update" && op !== "replace")) return false;
  return [before, after].every((side) => runsOf(side, component, catalogue) === "always");
}
