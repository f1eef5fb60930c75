/**
 * Which processes a unit had last, written outside the project: they are found and ended when the
 * project's own records are lost.
 */
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { readJson, writeJson } from "./files.ts";
import type { EnvironmentPaths } from "./paths.ts";
import { isAlive, type ProcessIdentity } from "./process-identity.ts";

export interface UnitProcesses {
  launcher: ProcessIdentity;
  child?: ProcessIdentity;
}

export function rememberProcesses(
  paths: EnvironmentPaths,
  unit: string,
  { launcher, child }: UnitProcesses,
): void {
  writeJson(fileOf(paths, unit), { launcher, child });
}

export function readRemembered(paths: EnvironmentPaths, unit: string): UnitProcesses | undefined {
  const processes = readJson<Partial<UnitProcesses>>(fileOf(paths, unit));
  return processes?.launcher ? (processes as UnitProcesses) : undefined;
}

export function forgetProcesses(paths: EnvironmentPaths, unit: string): void {
  rmSync(fileOf(paths, unit), { force: true });
}

/** The units of which a process lives. */
export function listRemembered(paths: EnvironmentPaths): string[] {
  return unitsIn(folderOf(paths)).filter((unit) => {
    const processes = readRemembered(paths, unit);
    return isAlive(processes?.launcher) || isAlive(processes?.child);
  });
}

function unitsIn(folder: string): string[] {
  try {
    const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
    return files.map((file) => file.slice(0, -".json".length));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

function folderOf({ sockets }: EnvironmentPaths): string {
  return join(sockets, "processes");
}

function fileOf(paths: EnvironmentPaths, unit: string): string {
  return join(folderOf(paths), `${unit}.json`);
}
