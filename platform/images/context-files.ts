/** The files of a build's folder that Docker is given, and what of each decides the result. */
import { createHash } from "node:crypto";
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";

import dockerignore, { type Ignore } from "@balena/dockerignore";

export interface ContextFile {
  /** From the build's folder. */
  path: string;
  executable: boolean;
  sha256: string;
}

interface IgnoreList {
  rules: Ignore;
  /** Whether something inside a folder that is left out may be taken back. */
  takesBack: boolean;
}

/** Sorted. What `.dockerignore` leaves out is left out. */
export function listContext(context: string, dockerfile: string): ContextFile[] {
  const lists = readLists(context, dockerfile);
  return walk(context, "", lists)
    .sort()
    .map((path) => describeFile(context, path));
}

/**
 * BuildKit prefers the Dockerfile's own list, the older builder knows only the common one: a file
 * is left out where both agree, so that no change is missed.
 */
function readLists(context: string, dockerfile: string): IgnoreList[] {
  const files = [`${dockerfile}.dockerignore`, ".dockerignore"];
  return files
    .filter((file) => existsSync(join(context, file)))
    .map((file) => readFileSync(join(context, file), "utf8"))
    .map((text) => ({
      rules: dockerignore.default({ ignorecase: false }).add(text),
      takesBack: /^\s*!/m.test(text),
    }));
}

function walk(context: string, below: string, lists: readonly IgnoreList[]): string[] {
  return readdirSync(join(context, below), { withFileTypes: true }).flatMap((entry) => {
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    const ignored = lists.length > 0 && lists.every(({ rules }) => rules.ignores(path));
    if (entry.isDirectory()) {
      const skipped = ignored && !lists.some(({ takesBack }) => takesBack);
      return skipped ? [] : walk(context, path, lists);
    }
    return ignored || !(entry.isFile() || entry.isSymbolicLink()) ? [] : [path];
  });
}

/** Docker copies a link as a link. Of the mode only what git keeps counts, so that clones agree. */
function describeFile(context: string, path: string): ContextFile {
  const file = join(context, path);
  const stats = lstatSync(file);
  const content = stats.isSymbolicLink() ? `link to ${readlinkSync(file)}` : readFileSync(file);
  const sha256 = createHash("sha256").update(content).digest("hex");
  return { path, executable: stats.isFile() && (stats.mode & 0o111) !== 0, sha256 };
}
