/** The sources of a build: which files they are, and one digest over all of them. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { join } from "node:path";

import ignore, { type Ignore } from "ignore";

import { PlatformError } from "../../errors.ts";
import { readText } from "./files.ts";

/** Never part of a build's sources, whatever `.dockerignore` says. */
const never = ["node_modules", ".git", ".andamio"];

/**
 * Paths of all files, from the folder, sorted; `.dockerignore` is honoured as for a container's
 * build.
 */
export function listSources(folder: string): string[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new PlatformError("build_failed", `there is no folder ${folder} to build from`, {
      hint: "mend `build` of the image, or make the folder",
    });
  }
  const rules = ignore()
    .add(readText(join(folder, ".dockerignore")) ?? "")
    .add(never);
  return walk(folder, "", rules).sort();
}

/**
 * Changes when a file, its right to be executed, a step, a variable of the steps, or what runs them
 * does.
 */
export function digestSources(
  folder: string,
  steps: readonly string[],
  args: Readonly<Record<string, string>> = {},
): string {
  const hash = createHash("sha256");
  hash.update(
    JSON.stringify({
      steps,
      ...(Object.keys(args).length > 0 && { args }),
      node: process.versions.node.split(".")[0],
      platform: process.platform,
      arch: process.arch,
    }),
  );
  for (const file of listSources(folder)) {
    const path = join(folder, file);
    const stats = statSync(path, { throwIfNoEntry: false });
    // a link to a folder, or to nothing, is what it says
    const content = stats?.isFile() ? readFileSync(path) : readlinkSync(path);
    hash
      .update(`\0${file}\0${(stats?.mode ?? 0) & 0o111 ? "x" : "-"}\0${content.length}\0`)
      .update(content);
  }
  return hash.digest("hex").slice(0, 16);
}

function walk(folder: string, below: string, rules: Ignore): string[] {
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    if (rules.ignores(entry.isDirectory() ? `${path}/` : path)) return [];
    return entry.isDirectory() ? walk(folder, path, rules) : [path];
  });
}
