/**
 * Secrets that come to a program as files: `X` as `X_FILE`, the path of a file that only its owner
 * may read. Those of one value lie in a folder of their own.
 */
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { writePrivately } from "../targets/local/files.ts";
import type { EnvironmentPaths } from "../targets/local/paths.ts";
import { digestOf } from "../targets/local/unit.ts";

/** By name, a text, or bytes in base64. */
export type Files = Readonly<Record<string, string | { base64: string }>>;

/** The variables that say where they lie. */
export function pathsOfFiles(
  paths: EnvironmentPaths,
  component: string,
  files: Files = {},
): Record<string, string> {
  const names = Object.keys(files);
  if (names.length === 0) return {};
  const folder = join(folderOf(paths), folderName(paths, component, files));
  return Object.fromEntries(names.map((name) => [`${name}_FILE`, join(folder, name)]));
}

export function writeFiles(paths: EnvironmentPaths, component: string, files: Files = {}): void {
  for (const [name, path] of Object.entries(pathsOfFiles(paths, component, files))) {
    writePrivately(path, bytesOf(files[name.slice(0, -"_FILE".length)] ?? ""));
  }
}

export function bytesOf(content: Files[string]): Buffer {
  return typeof content === "string"
    ? Buffer.from(content)
    : Buffer.from(content.base64, "base64");
}

/** Removes those that no program of the component reads any more; all, when none is given. */
export function forgetFiles(paths: EnvironmentPaths, component: string, files: Files = {}): void {
  const kept = Object.keys(files).length > 0 ? folderName(paths, component, files) : undefined;
  const all = existsSync(folderOf(paths)) ? readdirSync(folderOf(paths)) : [];
  for (const name of all.filter((one) => one.startsWith(`${component}.`) && one !== kept)) {
    rmSync(join(folderOf(paths), name), { recursive: true });
  }
}

function folderOf({ secrets }: EnvironmentPaths): string {
  return join(secrets, "files");
}

function folderName(paths: EnvironmentPaths, component: string, files: Files): string {
  return `${component}.${digestOf(paths, files)}`;
}
