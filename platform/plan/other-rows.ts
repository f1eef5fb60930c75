/** Rows for what changes without a word of the file: sources of images, and values of secrets. */
import { spanAt } from "../spec/node.ts";
import { own } from "../spec/schema.ts";
import { placeOf } from "../spec/source.ts";
import { findEffects, type World } from "./effects.ts";
import { databasesOf, migrationsOf, type Sources } from "./jobs.ts";
import type { SourceFile } from "./migrations.ts";
import { type Effect, type ResourceChange, type Row, worstOf } from "./plan.ts";
import { componentsOf } from "./side.ts";

export function listSourceRows(
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
    // an image that is new has a row of its own
    const isLoss = effects.some(({ impact }) => impact === "data loss");
    if (!isBuilt(image, world) && !isLoss) return [];
    const concerned = new Set(effects.map(({ component }) => component));
    return [
      {
        path: `images.${image}`,
        change: "changed",
        text: `sources: ${describeFiles(files)}`,
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

function isBuilt(image: string, { before }: World): boolean {
  return own((before.value.images ?? {}) as Readonly<Record<string, unknown>>, image) !== undefined;
}

const mostNamed = 3;

/** `2 files changed: app/a.ts, app/b.ts`. */
function describeFiles(files: readonly SourceFile[]): string {
  const count = files.length === 1 ? "1 file" : `${files.length} files`;
  const names = files.slice(0, mostNamed).map(({ file }) => file).join(", ");
  const rest = files.length > mostNamed ? ` and ${files.length - mostNamed} more` : "";
  return `${count} changed: ${names}${rest}`;
}

/** What a migration destroys comes back with no older release; a new database holds nothing. */
function markDestruction(effect: Effect, files: readonly SourceFile[], world: World): Effect {
  const known = componentsOf(world.before);
  const isNew = !databasesOf(effect.component, world).some((one) => own(known, one) !== undefined);
  if (isNew) return effect;
  const migrations = migrationsOf(effect.component, files, world);
  const losses = migrations.flatMap(({ name, statements }) =>
    statements.flatMap((one) => one.losses.map((loss) => `migration ${name}: ${loss}`)),
  );
  const all = migrations.flatMap(({ statements }) => statements);
  const found = all.filter(({ destructive }) => destructive).length;
  if (found === 0) return effect;
  const reason = `it runs again, and ${found} of its statements ${found === 1 ? "destroys" : "destroy"} data`;
  if (losses.length === 0) return { ...effect, impact: "irreversible", reason };
  return { ...effect, impact: "data loss", reason, losses: [...new Set(losses)] };
}

export interface Fingerprints {
  before: Readonly<Record<string, string>>;
  after: Readonly<Record<string, string>>;
}

/** A secret that is read from elsewhere may have another value under the same words. */
export function listSecretRows(
  secrets: Fingerprints | undefined,
  world: World,
  resources: readonly ResourceChange[] = [],
): Row[] {
  return Object.entries(secrets?.after ?? {}).flatMap(([name, after]) => {
    const before = own(secrets?.before ?? {}, name);
    const { from } = own(componentsOf(world.after), name) ?? {};
    if (before === undefined || before === after || from === undefined) return [];
    const pointer = ["components", name, "from"];
    // impacts are declared for the sources, of which a Secret names one
    const source = [...pointer, ...Object.keys(from as object).slice(0, 1)];
    const effects = findEffects({ pointer: source, before: "", after: "" }, world);
    const [was, is] = [`(secret ${before})`, `(secret ${after})`];
    const concerned = new Set(effects.map(({ component }) => component));
    return [
      {
        ...{ path: `${name}.value`, change: "changed", before: was, after: is, side: "after" },
        text: `value ${was} → ${is}`,
        place: placeOf(spanAt(world.after.tree, pointer)),
        impact: worstOf(effects.map(({ impact }) => impact)),
        effects,
        resources: resources
          .filter(({ component }) => concerned.has(component))
          .map((one) => one.name),
      },
    ];
  });
}
