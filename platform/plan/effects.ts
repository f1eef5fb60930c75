/** Whom a difference concerns, and what it does to each. */
import type { Catalogue, TargetTraits, Values } from "../spec/catalogue.ts";
import { environmentReach } from "../spec/environment-fields.ts";
import { imageReach } from "../spec/image-fields.ts";
import type { Reach, Verdict } from "../spec/impact.ts";
import type { Pointer } from "../spec/node.ts";
import { own } from "../spec/schema.ts";
import type { Use } from "../spec/uses.ts";
import type { Difference } from "./compare.ts";
import { holdsData, judge, judgeRemoval } from "./impacts.ts";
import { type Effect, worstOf } from "./plan.ts";
import { componentsOf, groupsOf, listUses, runsOf, type Side } from "./side.ts";
import { isRecreated } from "./update-mode.ts";
import { findLostVolumes, findSharers } from "./volumes.ts";

export interface World {
  catalogue: Catalogue;
  before: Side;
  after: Side;
  /** References of the components as they will be. */
  uses: ReadonlyMap<string, readonly Use[]>;
}

export function makeWorld(catalogue: Catalogue, before: Side, after: Side): World {
  return { catalogue, before, after, uses: listUses(after) };
}

/** The target that the environment will be on. */
export function targetOf({ catalogue, after }: World): TargetTraits | undefined {
  return own(catalogue.targets, String(after.value.target));
}

export function findEffects(difference: Difference, world: World): Effect[] {
  const [section = "", name = ""] = difference.pointer;
  switch (section) {
    case "components":
      return ofComponent(name, difference, world);
    case "images":
      return ofImage(name, difference, world);
    case "envGroups":
      return ofGroup(name, difference, world);
    case "timezone":
      return ofTimezone(difference, world);
    default:
      return ofEnvironment(section, difference, world);
  }
}

function specOf(name: string, { before, after }: World): Values {
  return own(componentsOf(after), name) ?? own(componentsOf(before), name) ?? {};
}

function ofComponent(name: string, { pointer, before, after }: Difference, world: World): Effect[] {
  const [, , ...field] = pointer;
  const mounts = field.length === 0 || field[0] === "volumes";
  const sharers = mounts
    ? findSharers(name, world).map((one) => rolled(one, ["volumes", "", "readOnly"], world))
    : [];
  if (field.length === 0) {
    return [effect(name, judgeWhole(name, before as Values, world)), ...sharers];
  }
  const verdict = judgeField(name, field, { before, after }, world);
  const readers = verdict.changesOutputs ? judgeReaders(name, world) : [];
  return [effect(name, verdict), ...readers, ...sharers];
}

function judgeWhole(name: string, before: Values | undefined, world: World): Verdict {
  if (before === undefined) return { impact: "new", reason: "new" };
  const { kind, ...spec } = before;
  const lost = findLostVolumes(name, world);
  const removal = judgeRemoval(own(world.catalogue.kinds, kind), spec, lost);
  const becomes = own(componentsOf(world.after), name);
  return becomes && removal.impact === "no-op" ? { impact: "new", reason: "new" } : removal;
}

function judgeField(
  name: string,
  field: Pointer,
  change: { before: unknown; after: unknown },
  world: World,
): Verdict {
  const { kind, ...spec } = specOf(name, world);
  return judge(own(world.catalogue.kinds, kind), field, {
    ...change,
    spec,
    recreated: isRecreated(name, world),
    lost: findLostVolumes(name, world),
    target: targetOf(world),
  });
}

/** Components that read another one, each by the field that names it, and who reads these. */
function judgeReaders(name: string, world: World, seen = new Set([name])): Effect[] {
  return [...world.uses].flatMap(([user, all]) => {
    const uses = all.filter(({ component }) => component === name);
    if (uses.length === 0 || seen.has(user)) return [];
    seen.add(user);
    const unknown = { before: undefined, after: undefined };
    const verdicts = uses.map((use) => judgeField(user, fieldOf(use), unknown, world));
    const worst = worstOf(verdicts.map(({ impact }) => impact));
    const passesOn = verdicts.some(({ changesOutputs }) => changesOutputs);
    return [
      effect(user, verdicts.find(({ impact }) => impact === worst)!),
      ...(passesOn ? judgeReaders(user, world, seen) : []),
    ];
  });
}

/** Variables of a group are the component's own. */
function fieldOf({ pointer: [section, , ...field] }: Use): Pointer {
  return section === "envGroups" ? ["env", ...field] : field;
}

function ofImage(name: string, { pointer: [, , field] }: Difference, world: World): Effect[] {
  const reach = field === undefined ? "users" : (own(imageReach, field) ?? "users");
  const users = Object.entries(componentsOf(world.after)).filter(([, { image }]) => image === name);
  const nothing: Verdict = { impact: "no-op", reason: "nothing that runs is touched" };
  return users.map(([user]) =>
    reach === "nothing" ? effect(user, nothing) : rolled(user, ["image"], world),
  );
}

function ofGroup(name: string, { pointer }: Difference, world: World): Effect[] {
  const variable = pointer[2];
  return Object.entries(componentsOf(world.after))
    .filter(([, spec]) => getsVariable(spec, name, variable, world.after))
    .map(([user]) => rolled(user, ["env", ""], world));
}

/** Later groups win over earlier ones, and its own variables over all. */
function getsVariable(spec: Values, group: string, name: string | undefined, side: Side): boolean {
  const groups = (spec.envFrom ?? []) as readonly string[];
  const at = groups.lastIndexOf(group);
  if (at === -1) return false;
  if (name === undefined) return true;
  const above = groups.slice(at + 1).map((one) => own(groupsOf(side), one));
  return ![...above, spec.env as object | undefined].some((all) => all && Object.hasOwn(all, name));
}

function ofTimezone(_difference: Difference, world: World): Effect[] {
  const all = Object.entries(componentsOf(world.after));
  const scheduled = all
    .filter(([, spec]) => spec.schedule !== undefined && spec.timezone === undefined)
    .map(([name]) => effect(name, { impact: "no-op", reason: "from its next run" }));
  const told = [...world.uses]
    .filter(([, uses]) => uses.some(({ component, output }) => isTimezone(component, output)))
    .map(([name]) => rolled(name, ["env", ""], world));
  return [...scheduled, ...told];
}

function isTimezone(component: string, output: string): boolean {
  return component === "environment" && output === "timezone";
}

/** Everything is made where it was not before, and the data stays where it is. */
function ofEnvironment(section: string, { pointer }: Difference, world: World): Effect[] {
  const reach = reachOf(section, pointer[1], world);
  const all = Object.entries(componentsOf(world.before));
  if (reach === "data") {
    return all
      .filter(([, { kind, ...spec }]) => holdsData(own(world.catalogue.kinds, kind), spec))
      .map(([name]) => effect(name, { impact: "data loss", reason: "the data stays where it is now" }));
  }
  if (reach !== "programs") return [];
  const field: Pointer = section === "labels" ? ["labels", ""] : ["env", ""];
  return all
    .filter(([name]) => runsOf(world.after, name, world.catalogue) !== undefined)
    .map(([name]) => rolled(name, field, world));
}

/** Settings of a target count while the environment is on it: a move says so by `target`. */
function reachOf(section: string, field: string | undefined, world: World): Reach {
  const target = own(world.catalogue.targets, section);
  if (!target) return own(environmentReach, section) ?? "data";
  const stays = [world.before, world.after].every(({ value }) => value.target === section);
  if (!stays) return "nothing";
  return own(target.reach ?? {}, field) ?? "data";
}

/** What it does to a component that a field of it changes. */
export function rolled(name: string, field: Pointer, world: World): Effect {
  return effect(name, judgeField(name, field, { before: undefined, after: undefined }, world));
}

function effect(component: string, { impact, reason, runsAgain, losses }: Verdict): Effect {
  return {
    ...{ component, impact, reason },
    ...(runsAgain && { runsAgain }),
    ...(losses && { losses }),
  };
}
