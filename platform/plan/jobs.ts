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
  const own = row.effects.find(({ component }) => component === name);
  if (own) return own.reason.startsWith("it runs again");
  const [subject] = row.path.split(".");
  return bindsData(name, subject ?? "", world) && replacesData(row);
}

/** New data, or data lost. */
function replacesData({ impact, text, change }: Row): boolean {
  return impact === "data loss" || (change === "added" && text === "added");
}

function bindsData(name: string, subject: string, { uses, after }: World): boolean {
  const known = own(componentsOf(after), subject);
  const holds = known?.kind === "Database" || known?.kind === "Redis";
  return holds && (uses.get(name) ?? []).some(({ component }) => component === subject);
}

/** Of a Job that migrates, which its name or its command says. */
export function migrationsOf(
  name: string,
  files: readonly SourceFile[],
  { uses, after, catalogue }: World,
): Migration[] {
  if (runsOf(after, name, catalogue) !== "once") return [];
  const components = componentsOf(after);
  const command = ((components[name]?.command ?? []) as readonly string[]).join(" ");
  if (!/migrat/i.test(`${name} ${command}`)) return [];
  const engines = (uses.get(name) ?? []).map(({ component }) => own(components, component)?.engine);
  const engine = engines.find((one) => one !== undefined);
  return listMigrations(files, engine as string | undefined);
}
