/** Builds in use that are not what was built: named, since a program may have written there. */
import { lstatSync, readlinkSync, rmSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";

import type { Trouble } from "../operations.ts";
import { listChanged, nameFirst } from "./built-files.ts";
import type { EnvironmentPaths } from "./paths.ts";
import { readSchedule } from "./schedules.ts";
import { listRecords, readUnit, type UnitRecord } from "./unit.ts";

/** A folder that components run in. */
interface InUse {
  folder: string;
  components: string[];
  /** Those of them that can be recreated: a Job has run. */
  standing: string[];
}

/** Unless `thorough`, only what the size and time of a file show, and nothing of packages. */
export function findChangedBuilds(
  paths: EnvironmentPaths, look: { thorough: boolean },
): Trouble[] {
  return listInUse(paths).flatMap(({ folder, components, standing }) => {
    const files = [...listChanged(folder, look), ...(look.thorough ? changedPackages(folder) : [])];
    if (files.length === 0) return [];
    const { environment, root } = paths;
    const way = standing.length > 0
      ? `andamio recreate ${environment} ${standing.join(" ")}`
      : `rm -r ${relative(root, folder)}; andamio up ${environment}`;
    return [{
      message: `the build of ${components.join(", ")} has files that are not as they were built: ${nameFirst(files)}`,
      hint: `${way} restores them; what a program itself writes there belongs in a volume`,
    }];
  });
}

/** Removes what is not as it was built, so that the next `up` restores it. */
export function discardChanged(paths: EnvironmentPaths, components: readonly string[]): void {
  const used = listInUse(paths).filter((one) =>
    one.components.some((name) => components.includes(name)));
  for (const { folder } of used) {
    // a build with volumes in it gets its files from the build itself
    for (const one of [folder, baseOf(folder)]) {
      for (const file of listChanged(one, { thorough: true })) rmSync(join(one, file));
    }
    const packages = packagesOf(folder);
    if (packages !== undefined && changedPackages(folder).length > 0) {
      rmSync(dirname(packages), { recursive: true });
    }
  }
}

function listInUse(paths: EnvironmentPaths): InUse[] {
  const found = new Map<string, InUse>();
  for (const record of listRecords(paths)) {
    const folder = folderOf(paths, record);
    if (folder === undefined || dirname(folder) !== paths.builds) continue;
    const used = found.get(folder) ?? { folder, components: [], standing: [] };
    found.set(folder, used);
    const { component, kind } = record;
    if (!used.components.includes(component)) used.components.push(component);
    if (kind !== "job" && !used.standing.includes(component)) used.standing.push(component);
  }
  return [...found.values()];
}

/** Where its program runs; the scheduler of a CronJob runs elsewhere. */
function folderOf(paths: EnvironmentPaths, record: UnitRecord): string | undefined {
  const { unit, component, kind } = record;
  return (kind === "schedule" ? readSchedule(paths, component) : readUnit(paths, unit))?.cwd;
}

function baseOf(folder: string): string {
  return join(dirname(folder), basename(folder).split("-")[0]!);
}

/** The packages that it shares with other builds. */
function packagesOf(folder: string): string | undefined {
  const link = join(folder, "node_modules");
  const isLink = lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink();
  return isLink ? resolve(folder, readlinkSync(link)) : undefined;
}

function changedPackages(folder: string): string[] {
  const packages = packagesOf(folder);
  if (packages === undefined) return [];
  return listChanged(packages, { thorough: true }).map((file) => `node_modules${sep}${file}`);
}
