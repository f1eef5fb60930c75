/** Two sides → the plan between them. Pure: the time, the sources and the mask are handed in. */
import { createHash } from "node:crypto";

import type { Catalogue } from "../spec/catalogue.ts";
import { spanAt } from "../spec/node.ts";
import { type Place, placeOf } from "../spec/source.ts";
import type { Declaration } from "../targets/target.ts";
import { checkAcknowledgements } from "./acknowledgements.ts";
import { findEffects, makeWorld, type World } from "./effects.ts";
import { listJobs, migrationsOf, type Sources } from "./jobs.ts";
import type { SourceFile } from "./migrations.ts";
import { type Effect, type Plan, type ResourceChange, type Row, worstOf } from "./plan.ts";
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
}

export function makePlan(input: PlanInput): Plan {
  const { before, after, catalogue, sources, mask, now, environment } = input;
  const world = makeWorld(catalogue, before, after);
  const resources = compareSides(before, after, sources);
  const rows = [
    ...listDifferences(before, after, catalogue).flatMap((one) =>
      makeRow(one, { world, resources, mask }),
    ),
    ...listSourceRows(sources, world, resources),
  ].sort((a, b) => byPlace(a.place, b.place) || (a.path < b.path ? -1 : 1));
  const schedules = listSchedules(rows, world, now);
  const content = {
    format: 1 as const,
    environment,
    target: String(after.value.target),
    against: before.label,
    changed: rows.length + (resources?.length ?? 0) > 0,
    impact: worstOf(rows.map(({ impact }) => impact)),
    rows,
    resources: resources ?? [],
    jobs: listJobs(rows, sources, world),
    ...checkAcknowledgements(rows, after),
    approximations: [...after.approximations].sort(byPlace),
    unknown: listUnknown(input),
  };
  // the times of a schedule follow from the hour, and not from the change
  const lasting = schedules.map(({ next: _next, ...rest }) => rest);
  const digest = digestOf({ ...content, schedules: lasting });
  return { ...content, digest, now: now.toISOString(), schedules };
}

function digestOf(value: unknown): string {
  return `sha256:${createHash("sha256").update(JSON.stringify(value)).digest("hex")}`;
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

/** Sources are no value of the file, and yet a change of an image. */
function listSourceRows(
  sources: Sources,
  world: World,
  resources: readonly ResourceChange[] = [],
): Row[] {
  return Object.entries(sources).flatMap(([image, files]) => {
    if (files.length === 0) return [];
    const pointer = ["images", image, "build"];
    const effects = findEffects({ pointer, before: "", after: "" }, world).map((one) =>
      markDestruction(one, files, world),
    );
    const concerned = new Set(effects.map(({ component }) => component));
    const count = files.length === 1 ? "1 file" : `${files.length} files`;
    return [
      {
        path: `images.${image}`,
        change: "changed",
        text: `sources: ${count} changed`,
        place: placeOf(spanAt(world.after.tree, pointer)),
        side: "after",
        impact: worstOf(effects.map(({ impact }) => impact)),
        effects,
        resources: resources
          .filter(({ component, name }) => concerned.has(component) || name === `${image}-build`)
          .map(({ name }) => name),
      },
    ];
  });
}

/** A migration that destroys data is never taken back by an older release. */
function markDestruction(effect: Effect, files: readonly SourceFile[], world: World): Effect {
  const migrations = migrationsOf(effect.component, files, world);
  const all = migrations.flatMap(({ statements }) => statements);
  const found = all.filter(({ destructive }) => destructive).length;
  if (found === 0) return effect;
  const reason = `it runs again, and ${found} of its statements ${found === 1 ? "destroys" : "destroy"} data`;
  return { ...effect, impact: "irreversible", reason };
}

function byPlace(one: Place, two: Place): number {
  const files = one.file < two.file ? -1 : Number(one.file > two.file);
  return files || one.line - two.line || one.column - two.column;
}

function listUnknown({ before, after, unknown }: PlanInput): string[] {
  const faulty = [before, after].filter(({ declarations }) => !declarations);
  return [
    ...faulty.map(({ label }) => `which resources change: ${label} has faults`),
    ...unknown,
  ];
}
