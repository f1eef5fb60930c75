/** Two sides → the plan between them. Pure: the time, the sources and the mask are handed in. */

import type { Catalogue } from "../spec/catalogue.ts";
import type { Place } from "../spec/source.ts";
import type { Declaration } from "../targets/target.ts";
import { checkAcknowledgements } from "./acknowledgements.ts";
import { claimRest } from "./claims.ts";
import { type Difference, isSame } from "./compare.ts";
import { digestOf } from "./digest.ts";
import { makeWorld, type World } from "./effects.ts";
import { listJobs, type Sources } from "./jobs.ts";
import { nameLosses } from "./losses.ts";
import { type Fingerprints, listSecretRows, listSourceRows } from "./other-rows.ts";
import { type Plan, type ResourceChange, type Row, worstOf } from "./plan.ts";
import { compareResources } from "./resources.ts";
import { listDifferences, makeRow } from "./rows.ts";
import { listSchedules } from "./schedules.ts";
import type { Mask } from "./show.ts";
import type { Side } from "./side.ts";

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
  /** Whether it is known what was applied, so that what no file says has drifted. */
  recorded?: boolean;
}

const nothing = { refused: [], warnings: [], waivers: [] };

export function makePlan(input: PlanInput): Plan {
  const { before, after, catalogue, now, environment, remarks = nothing } = input;
  const sources = selectSources(input);
  const world = makeWorld(catalogue, before, after);
  const found = input.resources ?? compareSides(before, after, sources);
  const rows = listRows({ ...input, sources }, world, found).map(nameLosses);
  const resources = input.recorded ? markDrift(found, rows) : (found ?? []);
  const { losses, refused, warnings } = checkAcknowledgements(rows, after);
  const schedules = listSchedules(rows, world, now);
  const content = {
    format: 1 as const,
    environment,
    target: String(after.value.target),
    against: before.label,
    changed: rows.length + resources.length > 0,
    impact: worstOf(rows.map(({ impact }) => impact)),
    rows,
    resources,
    jobs: listJobs(rows, sources, world),
    losses,
    refused: [...refused, ...remarks.refused],
    warnings: [...warnings, ...remarks.warnings],
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
  resources: readonly ResourceChange[] | undefined,
): Row[] {
  const { before, after, catalogue, sources, secrets, mask } = input;
  const written = listDifferences(before, after, catalogue).flatMap((one) =>
    makeRow(one, { world, resources, mask })
      .map((row) => ({ row: markMerged(row, one, input), pointer: one.pointer })),
  );
  const others = [
    ...listSourceRows(sources, world, resources),
    ...listSecretRows(secrets, world, resources),
  ].map((row) => ({ row, pointer: row.path.split(".") }));
  return claimRest([...written, ...others], resources ?? [], world).sort(
    (a, b) => byPlace(a.place, b.place) || (a.path < b.path ? -1 : 1),
  );
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

/** A resource that no change of a file speaks of has drifted. */
function markDrift(
  resources: readonly ResourceChange[] = [],
  rows: readonly Row[],
): ResourceChange[] {
  const told = new Set(rows.flatMap((row) => row.resources));
  return resources.map((one) => (told.has(one.name) ? one : { ...one, drift: true }));
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
