/**
 * Gives resources that no component of a changed line owns to the lines that they change by: what
 * they are made from, settings of the whole environment, and what all components share. What is
 * left has drifted.
 */
import type { Pointer } from "../spec/node.ts";
import type { World } from "./effects.ts";
import type { ResourceChange, Row } from "./plan.ts";
import { listFollowed } from "./resources.ts";
import { componentsOf } from "./side.ts";

export interface Told {
  row: Row;
  pointer: Pointer;
}

/** Sections of the file that reach what they do not name. */
const settings = new Set(["target", "tls", "registries", "labels"]);
/** Fields by which a program is reached from elsewhere: proxies and network rules know them. */
const exposing = new Set(["port", "publish", "route", "proxy"]);

export function claimRest(
  told: readonly Told[], all: readonly ResourceChange[], world: World,
): Row[] {
  const claims = new Map(told.map(({ row }) => [row, new Set(row.resources)]));
  const isLeft = ({ name }: ResourceChange) => ![...claims.values()].some((own) => own.has(name));
  const give = (one: ResourceChange, rows: readonly Told[]) => {
    for (const { row } of rows) claims.get(row)!.add(one.name);
  };
  followClaims();
  for (const one of all.filter(isLeft)) give(one, findCause(one, told, world));
  followClaims();
  return told.map(({ row }) => {
    const own = claims.get(row)!;
    return { ...row, resources: all.filter(({ name }) => own.has(name)).map(({ name }) => name) };
  });

  function followClaims(): void {
    const made = new Map((world.after.declarations ?? []).map((one) => [one.name, one]));
    for (const one of all.filter(isLeft)) {
      const declared = made.get(one.name);
      const followed = new Set([one.follows, ...(declared ? listFollowed(declared) : [])]);
      give(one, told.filter(({ row }) => [...claims.get(row)!].some((name) => followed.has(name))));
    }
  }
}

function findCause(one: ResourceChange, told: readonly Told[], world: World): readonly Told[] {
  const isSetting = ({ pointer: [section = ""] }: Told) =>
    settings.has(section) || Object.hasOwn(world.catalogue.targets, section);
  const found = told.filter(isSetting);
  const isShared = !Object.hasOwn(componentsOf(world.after), one.component);
  if (found.length > 0 || !isShared) return found;
  const exposed = told.filter(({ pointer: [section, , field = ""] }) =>
    section === "components" && exposing.has(field));
  return exposed.length > 0 ? exposed : told.filter(({ row }) => row.resources.length > 0);
}
