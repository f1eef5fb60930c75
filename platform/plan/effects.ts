/** Whom a difference concerns, and what it does to each. */
import type { Catalogue, Values } from "../spec/catalogue.ts";
import { own } from "../spec/schema.ts";
import type { Use } from "../spec/uses.ts";
import type { Difference } from "./compare.ts";
import { holdsData, judge, judgeRemoval, type Verdict } from "./impacts.ts";
import type { Effect } from "./plan.ts";
import { componentsOf, groupsOf, listUses, runsOf, type Side } from "./side.ts";

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
  const [, , ...fields] = pointer;
  const spec = specOf(name, world);
  if (fields.length === 0) {
    const verdict: Verdict =
      before === undefined ? ["no-op", "it is new"] : judgeRemoval(before as Values);
    return [effect(name, verdict)];
  }
  const field = [String(spec.kind), ...fields].join(".");
  const verdict = judge({ field, before, after, spec, recreated: isRecreated(name, world) });
  return [
    effect(name, verdict),
    ...(passedOn.test(field) ? usersOf(name, world).map((user) => rolled(user, "env", world)) : []),
  ];
}

/** Fields that outputs say, so that whoever refers to them gets another value. */
const passedOn =
  /^(Secret\.from|Database\.(engine|name|user|path|managed)|(Service|Static)\.(port|publish|route))\b|\.password$/;

/** Programs whose variables name a component. */
function usersOf(name: string, { uses }: World): string[] {
  return [...uses]
    .filter(([, all]) => all.some(({ component }) => component === name))
    .map(([user]) => user);
}

function ofImage(name: string, { pointer, before, after }: Difference, world: World): Effect[] {
  const field = ["Image", ...pointer.slice(2)].join(".");
  const [impact, reason] = judge({ field, before, after, spec: {}, recreated: false });
  const users = Object.entries(componentsOf(world.after)).filter(([, { image }]) => image === name);
  return users.map(([user]) =>
    impact === "no-op" ? effect(user, [impact, reason]) : rolled(user, "image", world),
  );
}

function ofGroup(name: string, { pointer }: Difference, world: World): Effect[] {
  const variable = pointer[2];
  return Object.entries(componentsOf(world.after))
    .filter(([, spec]) => getsVariable(spec, name, variable, world.after))
    .map(([user]) => rolled(user, "env", world));
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

function ofTimezone(difference: Difference, world: World): Effect[] {
  const all = Object.entries(componentsOf(world.after));
  const scheduled = all
    .filter(([, spec]) => spec.schedule !== undefined && spec.timezone === undefined)
    .map(([name]) => effect(name, ["no-op", "from its next run"]));
  const told = [...world.uses]
    .filter(([, uses]) => uses.some(({ component, output }) => isTimezone(component, output)))
    .map(([name]) => rolled(name, "env", world));
  return [...scheduled, ...told];
}

function isTimezone(component: string, output: string): boolean {
  return component === "environment" && output === "timezone";
}

const places = new Set(["target", "state", ...["host", "path", "context", "namespace"]]);
/** How one is let in; nothing that runs is told. */
const keys = new Set(["key", "kubeconfig"]);

/** Everything is made anew where it was not before, and the data stays where it is. */
function ofEnvironment(section: string, { pointer, before }: Difference, world: World): Effect[] {
  const settings = Object.hasOwn(world.catalogue.targets, section);
  const moves = places.has(settings ? (pointer[1] ?? "") : section);
  const all = Object.entries(componentsOf(world.before));
  if (moves && before !== undefined) {
    return all
      .filter(([, spec]) => holdsData(spec))
      .map(([name]) => effect(name, ["data loss", "the data stays where it is now"]));
  }
  if (!isTold(section, settings, pointer[1])) return [];
  return all
    .filter(([name]) => runsOf(world.after, name, world.catalogue) !== undefined)
    .map(([name]) => rolled(name, section === "labels" ? "labels" : "env", world));
}

/** Whether programs notice it. */
function isTold(section: string, settings: boolean, field = ""): boolean {
  return settings ? !keys.has(field) : section === "labels" || section === "tls";
}

function rolled(name: string, field: string, world: World): Effect {
  const spec = specOf(name, world);
  const change = { before: undefined, after: undefined, spec, recreated: isRecreated(name, world) };
  return effect(name, judge({ ...change, field: `${String(spec.kind)}.${field}` }));
}

function effect(component: string, [impact, reason]: Verdict): Effect {
  return { component, impact, reason };
}

/** As the field `update` says, and where it does not, as its volumes and files ask for. */
function isRecreated(name: string, { after, uses }: World): boolean {
  const spec = own(componentsOf(after), name);
  if (spec?.update !== undefined) return spec.update === "recreate";
  const volumes = Object.entries((spec?.volumes ?? {}) as Record<string, { readOnly: boolean }>);
  const others = Object.entries(componentsOf(after)).filter(([other]) => other !== name);
  const alone = volumes.some(
    ([volume, { readOnly }]) =>
      !readOnly && !others.some(([, one]) => own((one.volumes ?? {}) as object as never, volume)),
  );
  const files = (uses.get(name) ?? []).some(
    ({ component }) => own(componentsOf(after), component)?.engine === "sqlite",
  );
  return alone || files;
}
