/** The files of a project that rules look into; what is not there, or is none, is nothing. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type { ProjectFiles } from "./rule.ts";

export function openProjectFiles(root: string): ProjectFiles {
  return {
    read: (path) => tryTo(() => readFileSync(join(root, path), "utf8")),
    list: (folder) => tryTo(() => readdirSync(join(root, folder)).sort()) ?? [],
  };
}

function tryTo<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR" || code === "EISDIR") return undefined;
    throw error;
  }
}
