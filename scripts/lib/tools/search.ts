/** Looks for programs that are already on the machine. Knows no particular tool. */
import { accessSync, constants, readdirSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Every executable of that name, in the order of the folders. */
export function findExecutables(name: string, folders: readonly string[]): string[] {
  return [...new Set(folders)].map((folder) => join(folder, name)).filter(isExecutable);
}

export function pathFolders(): string[] {
  return (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
}

/**
 * `/usr/lib/postgresql/*\/bin` and the like: one level of names, the highest number first. A path
 * without a star is itself.
 */
export function expandVersions(pattern: string): string[] {
  const [before = "", after] = pattern.split("*");
  if (after === undefined) return [pattern];
  const parent = before.slice(0, before.lastIndexOf("/") + 1);
  const prefix = before.slice(parent.length);
  try {
    return readdirSync(parent)
      .filter((name) => name.startsWith(prefix))
      .sort((a, b) => b.localeCompare(a, "en", { numeric: true }))
      .map((name) => `${parent}${name}${after}`);
  } catch {
    return []; // no such folder on this system
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
