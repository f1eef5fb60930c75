/** Which generated files are not as they would be written now. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

export function findStale(root: string, files: Readonly<Record<string, string>>): string[] {
  return Object.entries(files)
    .filter(([file, text]) => {
      const path = join(root, file);
      return !existsSync(path) || readFileSync(path, "utf8") !== text;
    })
    .map(([file]) => file);
}
