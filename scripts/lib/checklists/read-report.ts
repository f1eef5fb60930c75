/** A JSON file that a tool left in the project. */

import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Nothing where it is absent, empty or torn: such a file says nothing of what it should tell. */
export function readReport<T extends object>(root: string, file: string): T | undefined {
  try {
    const found: unknown = JSON.parse(readFileSync(join(root, file), "utf8"));
    return typeof found === "object" && found !== null ? (found as T) : undefined;
  } catch {
    return undefined;
  }
}
