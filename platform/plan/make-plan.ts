/** Two sides → the plan between them. Pure: the time, the sources and the mask are handed in. */

import type { Catalogue } from "../spec/catalogue.ts";
import type { Place } from "../spec/source.ts";
import type { Declaration } from "../targets/target.ts";
import { checkAcknowledgements } from "./acknowledgements.ts";
import { assignResources, type Caused, markFollowers } from "./assign.ts";
import { type Causes, findCauses, findFollowed, type Followed, type Lower } from "./causes.ts";
import { claimRest, type Told } from "./claims.ts";
import { type Difference, isSame } from "./compare.ts";
import { digestOf } from "./digest.ts";
import { makeWorld, rolled, type World } from "./effects.ts";
import { addInterruptions } from "./interruptions.ts";
import { listJobs, type Sources } from "./jobs.ts";
import { nameLosses } from "./losses.ts";
import { listMoveRows, renameSide, warnIdleMoves } from "./moved.ts";
import { type Fingerprints, listSecretRows, listSourceRows } from "./other-rows.ts";
import { type Impact, type Plan, type ResourceChange, type Row, worstOf } from "./plan.ts";
import { addReached } from "./reached.ts";
import { compareResources } from "./resources.ts";
import { listDifferences, makeRow } from "./rows.ts";
import { listSchedules } from "./schedules.ts";
import type { Mask } from "./show.ts";
import { runsOf, type Side } from "./side.ts";

export interface PlanInput {
  environment: string;
  before: Side;
  after: Side;
  catalogue: Catalogue;
  /** By image, the files of its build that are not as they were. */
  sources: Sources;
  now: Date;
  mask: Mask;
  /** What could not be known. */
  unknown: readonly string[];
  /** What the engine says that changes; without it, the declarations are compared. */
  resources?: readonly ResourceChange[];
  /** What the files of the base come to: a change that is there too is somebody else's. */
  base?: Side;
  /** What the rules say. */
  remarks?: Pick<Plan, "refused" | "warnings" | "waivers">;
  /** Fingerprints of secrets that come from outside. */
  secrets?: Fingerprints;
  /** What an environment's values are made into; without it, rows claim what they concern. */
  lower?: Lower;
}

const nothing = { refused: [], warnings: [], waivers: [] };

export function makePlan(given: PlanInput): Plan {
  const { before: original, after, catalogue, now, environment, remarks = nothing } = given;
  const before = renameSide(original, after);
  const input = { ...given, before };
  const sources = selectSources(input);
  const world = makeWorld(catalogue, before, after);
  const found = input.resources ?? compareSides(before, after, sources);
  const followed = findFollowed(found ?? [], [before, after]);
  const moves = listMoveRows(original, world);
  const changes = listRows({ ...input, sources }, world, found, followed);
  const rows = [...moves, ...changes].map(nameLosses);
  const resources = markFollowers(found ?? [], rows, followed);
  const { losses, refused, warnings } = checkAcknowledgements(rows, after);
  const schedules = listSchedules(rows, world, now);
  const content = {
    format: 1 as const,
    environment,
    target: String(after.value.target),
    against: before.label,
    changed: rows.length + resources.length > 0,
    impact: worstOf([
      ...rows.map(({ impact }) => impact),
      ...listRepairs(resources),
      ...listRestOf(resources, rows, world),
    ]),
    rows,
    resources,
    jobs: listJobs(rows, sources, world),
    losses,
    refused: [...refused, ...remarks.refused],
    warnings: [...warnings, ...warnIdleMoves(world), ...remarks.warnings],
    waivers: remarks.waivers,
    approximations: [...after.approximations].sort(byPlace),
    unknown: listUnknown(input),
  };
  // the times of a schedule follow from the hour, and not from the change
  const lasting = schedules.map(({ next: _next, ...rest }) => rest);
  const digest = digestOf({ ...content, schedules: lasting });
  return { ...content, digest, now: now.toISOString(), schedules };
}

/** The engine knows best whether an image is another one. */
function selectSources({ sources, resources }: PlanInput): Sources {
  if (!resources) return sources;
  const built = new Set(resources.map(({ name }) => name));
  return Object.fromEntries(
    Object.entries(sources).filter(([image]) => built.has(`${image}-build`)),
  );
}

function listRows(
  input: PlanInput,
  world: World,
  found: readonly ResourceChange[] | undefined,
  followed: Followed,
): Row[] {
  const { before, after, catalogue, sources, secrets, mask, lower } = input;
  const written = listDifferences(before, after, catalogue).flatMap((one) => {
    const causes = lower && findCauses(one, before, after, lower);
    return makeRow(one, { world, resources: found, mask })
      .map((row) => ({ row: markMerged(row, one, input), pointer: one.pointer, causes }));
  });
  const resources = found ?? [];
  const others = [
    ...listSourceRows(sources, world, resources),
    ...listSecretRows(secrets, world, resources),
  ].map((row) => ({ row, pointer: row.path.split("."), causes: causesOf(row, input) }));
  const settled = settleResources([...written, ...others], resources, followed, world);
  const reached = addReached(settled, resources, world);
  return addInterruptions(reached, resources, world).toSorted(
    (a, b) => byPlace(a.place, b.place) || (a.path < b.path ? -1 : 1),
  );
}

/** Of sources and values of secrets, which change without a word of the file. */
function causesOf({ path }: Row, { after: { declarations }, lower }: PlanInput): Causes {
  if (!lower || !declarations) return undefined;
  const [section = "", name = ""] = path.split(".");
  const pointer = section === "images" ? `/images/${name}` : `/components/${section}`;
  const isTouched = ({ origin }: Declaration) => origin.pointer === pointer;
  return new Set(compareResources(declarations, declarations, isTouched).map(({ name }) => name));
}

/** Where nothing is known of causes, what no row concerns goes to the rows that may reach it. */
function settleResources(
  told: readonly (Caused & Told)[],
  changes: readonly ResourceChange[],
  followed: Followed,
  world: World,
): Row[] {
  if (told.every(({ causes }) => causes === undefined)) {
    return claimRest(told, changes.filter(({ drift }) => !drift), world);
  }
  return assignResources(told, changes, followed);
}

/** Compared with what was applied, a change that the base has too was merged before. */
function markMerged(row: Row, { pointer, after }: Difference, { base }: PlanInput): Row {
  if (!base) return row;
  const known = pointer.reduce<unknown>(
    (value, step) => (value as Record<string, unknown> | undefined)?.[step],
    base.value,
  );
  return isSame(known, after) ? { ...row, merged: true } : row;
}

function compareSides(before: Side, after: Side, sources: Sources): ResourceChange[] | undefined {
  if (!before.declarations || !after.declarations) return undefined;
  const images = new Set(
    Object.keys(sources).filter((image) => (sources[image] ?? []).length > 0),
  );
  const touched = ({ origin: { pointer } }: Declaration): boolean => {
    const [, section, name = ""] = pointer.split("/");
    return section === "images" && images.has(name);
  };
  return compareResources(before.declarations, after.declarations, touched);
}

/** What is not as it was applied is put right, which something that runs may notice. */
function listRepairs(resources: readonly ResourceChange[]): Impact[] {
  return resources
    .filter(({ drift }) => drift)
    .map(({ stopped }) => (stopped ? "starts again" : "restart"));
}

/** What neither the file nor drift explains, as what another version declares, rolls programs. */
function listRestOf(
  resources: readonly ResourceChange[],
  rows: readonly Row[],
  world: World,
): Impact[] {
  const told = new Set(rows.flatMap((row) => row.resources));
  const rest = resources.filter(({ name, op, drift }) =>
    !told.has(name) && !drift && (op === "update" || op === "replace"),
  );
  const components = new Set(rest.map(({ component }) => component));
  return [...components]
    .filter((name) => runsOf(world.after, name, world.catalogue) !== undefined)
    .map((name) => rolled(name, ["env", ""], world).impact);
}

function byPlace(one: Place, two: Place): number {
  const files = one.file < two.file ? -1 : Number(one.file > two.file);
  return files || one.line - two.line || one.column - two.column;
}

function listUnknown({ before, after, unknown, resources }: PlanInput): string[] {
  const faulty = resources ? [] : [before, after].filter(({ declarations }) => !declarations);
  return [
    ...faulty.map(({ label }) => `which resources change: ${label} has faults`),
    ...unknown,
  ];
}
