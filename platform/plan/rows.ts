/** Differences → rows of the plan: each with its line, its words and what it does. */
import type { Catalogue } from "../spec/catalogue.ts";
import { own } from "../spec/schema.ts";
import { compareValues, type Difference, isSame } from "./compare.ts";
import { findEffects, type World } from "./effects.ts";
import { type Effect, type ResourceChange, type Row, worstOf } from "./plan.ts";
import { describeValue, type Mask } from "./show.ts";
import { componentsOf, type Side } from "./side.ts";
import { isWritten, trace } from "./trace.ts";

export interface Shown {
  difference: Difference;
  row: Row;
}

export interface RowContext {
  world: World;
  /** None where one side has faults. */
  resources?: readonly ResourceChange[];
  mask: Mask;
}

/** Fields that are about the change itself, or about people. */
const unplanned = new Set(["version", "extends", "moved"]);

export function listDifferences(before: Side, after: Side, catalogue: Catalogue): Difference[] {
  return compareValues(before.value, after.value, catalogue.environment)
    .filter(({ pointer }) => !unplanned.has(pointer[0] ?? ""))
    .filter((one) => isTold(one, before, after));
}

/** A default that comes or goes with what it belongs to says nothing of its own. */
function isTold({ pointer, before, after }: Difference, old: Side, fresh: Side): boolean {
  if (before === undefined) return isWritten(fresh.tree, pointer);
  return after !== undefined || isWritten(old.tree, pointer);
}

export function makeRow(difference: Difference, context: RowContext): Row[] {
  const { world, mask } = context;
  const found = trace(difference, world.before, world.after);
  if (!found) return [];
  const words = describeDifference(difference, mask);
  const effects = settleEffects(difference, context);
  return [
    {
      path: pathOf(difference),
      ...words,
      ...found,
      impact: isNew(world.before) ? "new" : worstOf(effects.map(({ impact }) => impact)),
      effects,
      resources: listResources(difference, effects, context),
    },
  ];
}

/** As people write it: what stands in `components` goes without that word. */
function pathOf({ pointer: [first = "", ...rest] }: Difference): string {
  return (first === "components" && rest.length > 0 ? rest : [first, ...rest]).join(".");
}

type Words = Pick<Row, "change" | "before" | "after" | "text">;

function describeDifference({ pointer, before, after }: Difference, mask: Mask): Words {
  const field = pointer.slice(pointer[0] === "components" ? 2 : 0).join(".");
  const name = pointer.at(-1) ?? "";
  const show = (value: unknown): string => describeValue(name, value, mask);
  if (isThing(pointer, before, after)) return describeThing(before, after, show);
  const [was, is] = [show(before), show(after)];
  // two values that look alike once they are masked are still two
  const apart = was === is && !isSame(before, after) ? " (changed)" : "";
  const change = before === undefined ? "added" : after === undefined ? "removed" : "changed";
  return {
    change,
    ...(before !== undefined && { before: was }),
    ...(after !== undefined && { after: is }),
    text: `${field} ${was} → ${is}${apart}`,
  };
}

/** Whole components, images, groups and volumes, which come, go, or become another kind. */
function isThing(pointer: readonly string[], before: unknown, after: unknown): boolean {
  const isMap = (value: unknown): boolean => typeof value === "object" && !Array.isArray(value);
  return pointer.length > 1 && (isMap(before) || isMap(after));
}

function describeThing(before: unknown, after: unknown, show: (value: unknown) => string): Words {
  const [was, is] = [kindOf(before), kindOf(after)];
  if (before === undefined) return { change: "added", after: show(after), text: "added" };
  if (after === undefined) return { change: "removed", before: show(before), text: "removed" };
  return { change: "changed", before: was, after: is, text: `kind ${was} → ${is}` };
}

function kindOf(value: unknown): string {
  return String((value as { kind?: unknown } | undefined)?.kind ?? "");
}

/** What changes no resource does nothing, and neither does what is not honoured. */
function settleEffects(difference: Difference, { world, resources }: RowContext): Effect[] {
  const effects = findEffects(difference, world).map((one) => settleNew(one, difference, world));
  const ignored = [...world.before.approximations, ...world.after.approximations];
  const path = pathOf(difference);
  const changed = new Set(resources?.map(({ component }) => component));
  if (ignored.some(({ field }) => field === path)) {
    return effects.map((one) =>
      changed.has(one.component)
        ? one
        : { component: one.component, impact: "no-op", reason: "not as written on this target" },
    );
  }
  if (!resources || movesAll(difference)) return effects;
  // data can be left behind where nothing but its path changes
  const stands = ({ component, impact }: Effect) =>
    changed.has(component) || ["no-op", "new", "data loss"].includes(impact);
  return effects.map((one) =>
    stands(one)
      ? one
      : { ...one, impact: "no-op", reason: "no resource changes" },
  );
}

/** What is not there yet is not disturbed by what it comes with. */
function settleNew(one: Effect, { pointer }: Difference, { before }: World): Effect {
  const isNew = own(componentsOf(before), one.component) === undefined;
  const isItself = pointer[0] === "components" && pointer[1] === one.component;
  return isNew && !isItself ? { ...one, impact: "new", reason: "new" } : one;
}

/** An environment of which nothing was there before. */
function isNew({ value }: Side): boolean {
  return value.target === undefined;
}

function movesAll({ pointer: [first] }: Difference): boolean {
  return first === "target" || first === "state";
}

function listResources(
  { pointer: [section, name = ""] }: Difference,
  effects: readonly Effect[],
  { resources = [] }: RowContext,
): string[] {
  const concerned = new Set(effects.map(({ component }) => component));
  if (section === "components") concerned.add(name);
  const build = section === "images" ? `${name}-build` : undefined;
  return resources
    .filter((one) => concerned.has(one.component) || one.name === build)
    .map((one) => one.name);
}
