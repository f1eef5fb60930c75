/** Programs that a change reaches by their resource alone: nothing that they say changes. */
import { own } from "../spec/schema.ts";
import { rolled, type World } from "./effects.ts";
import { type ResourceChange, type Row, worstOf } from "./plan.ts";
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
    const impact = worstOf([row.impact, ...added.map((one) => one.impact)]);
    return { ...row, effects: [...row.effects, ...added], impact };
  });
}

function isProgram({ type, component, op, stopped }: ResourceChange, world: World): boolean {
  const { catalogue, before, after } = world;
  const runsBy = own(catalogue.targets, String(after.value.target))?.runsBy;
  if (type !== runsBy || stopped || (op !== "update" && op !== "replace")) return false;
  return [before, after].every((side) => runsOf(side, component, catalogue) === "always");
}
