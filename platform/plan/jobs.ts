/** Jobs that a change makes run, in their order, with what they will do to the database. */
import { spanAt } from "../spec/node.ts";
import { findOrder } from "../spec/order.ts";
import { own } from "../spec/schema.ts";
import { placeOf } from "../spec/source.ts";
import type { World } from "./effects.ts";
import { listMigrations, type SourceFile } from "./migrations.ts";
import type { JobRun, Migration, Row } from "./plan.ts";
import { componentsOf, groupsOf, runsOf } from "./side.ts";

/** By image, the files of its build that are not as they were. */
export type Sources = Readonly<Record<string, readonly SourceFile[]>>;

export function listJobs(rows: readonly Row[], sources: Sources, world: World): JobRun[] {
  const { after, catalogue } = world;
  const components = componentsOf(after);
  const order = findOrder({ components, envGroups: groupsOf(after), kinds: catalogue.kinds });
  return order.sorted
    .filter((name) => runsOf(after, name, catalogue) === "once")
    .flatMap((name) => {
      const because = [...new Set(rows.filter((row) => runs(row, name, world)).map(tell))];
      if (because.length === 0) return [];
      const { image, command } = components[name] ?? {};
      return [
        {
          component: name,
          command: ((command ?? []) as readonly string[]).join(" "),
          place: placeOf(spanAt(after.tree, ["components", name])),
          because,
          migrations: migrationsOf(name, sources[String(image)] ?? [], world),
        },
      ];
    });
}

function tell({ path, text, change }: Row): string {
  return change === "added" && text === "added" ? `${path} is new` : path;
}

/** A Job runs once for each image, command, variables and data. */
function runs(row: Row, name: string, world: World): boolean {
  if (row.path === name) return row.change !== "removed";
  const effect = row.effects.find(({ component }) => component === name);
  if (effect) return effect.runsAgain === true;
  const [subject] = row.path.split(".");
  return bindsData(name, subject ?? "", world) && replacesData(row);
}

/** New data, or data lost. */
function replacesData({ impact, text, change }: Row): boolean {
  return impact === "data loss" || (change === "added" && text === "added");
}

/** Whether it uses an output that leads to the data of a component. */
function bindsData(name: string, subject: string, { uses, after, catalogue }: World): boolean {
  const spec = own(componentsOf(after), subject);
  const outputs = (spec && own(catalogue.kinds, spec.kind)?.outputs(spec)) ?? {};
  return (uses.get(name) ?? []).some(
    ({ component, output }) => component === subject && own(outputs, output)?.data === true,
  );
}

/** The migrations that a Job applies, when it is the one of its image that does. */
export function migrationsOf(
  name: string,
  files: readonly SourceFile[],
  world: World,
): Migration[] {
  const [database] = databasesOf(name, world);
  if (database === undefined || !appliesMigrations(name, world)) return [];
  return listMigrations(files, String(componentsOf(world.after)[database]?.engine));
}

/** As the field says; where no Job of the image does, the first that uses a database. */
function appliesMigrations(name: string, world: World): boolean {
  const components = componentsOf(world.after);
  const spec = own(components, name);
  if (runsOf(world.after, name, world.catalogue) !== "once") return false;
  if (typeof spec?.migrates === "boolean") return spec.migrates;
  const { kinds } = world.catalogue;
  const { sorted } = findOrder({ components, envGroups: groupsOf(world.after), kinds });
  const jobs = sorted.filter(
    (one) =>
      components[one]?.image === spec?.image &&
      runsOf(world.after, one, world.catalogue) === "once" &&
      databasesOf(one, world).length > 0,
  );
  const isDeclared = jobs.some((one) => components[one]?.migrates === true);
  return !isDeclared && jobs.find((one) => components[one]?.migrates === undefined) === name;
}

/** Databases that a program uses. */
export function databasesOf(name: string, { uses, after }: World): string[] {
  const components = componentsOf(after);
  const used = (uses.get(name) ?? []).map(({ component }) => component);
  return [...new Set(used)].filter((one) => own(components, one)?.engine !== undefined);
}
