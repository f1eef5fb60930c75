/** Finds the project that a command is meant for. */

import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/**
 * The nearest folder, upwards, that holds `environments`; else the one that this program belongs
 * to.
 */
export function findRoot(from: string): string {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    if (existsSync(join(folder, "environments"))) {
      return folder;
    }
    if (folder === dirname(folder)) {
      return resolve(import.meta.dirname, "../..");
    }
  }
}
