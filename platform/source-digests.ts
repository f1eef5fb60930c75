/** What the sources of each image were, file by file, so that a plan names those that changed. */
import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";

import type { Values } from "./spec/catalogue.ts";
import { listSources } from "./targets/local/sources.ts";

/** By image and path from the project's root. */
export type SourceDigests = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** More than these would make a state large, and nobody reads so many. */
const mostFiles = 2_000;

/** Images whose folder is missing, or too large, are left out. */
export function digestImages(root: string, { images = {} }: Values): SourceDigests {
  const all = Object.entries(images as Readonly<Record<string, { build?: string }>>);
  return Object.fromEntries(
    all.flatMap(([name, { build }]) => {
      const files = build === undefined ? [] : listFiles(root, build);
      if (files.length === 0 || files.length > mostFiles) return [];
      return [[name, Object.fromEntries(files.map((file) => [file, digestOf(join(root, file))]))]];
    }),
  );
}

function listFiles(root: string, folder: string): string[] {
  if (!statSync(join(root, folder), { throwIfNoEntry: false })?.isDirectory()) return [];
  const files = listSources(join(root, folder)).map((file) => join(folder, file));
  return files.filter((file) => statSync(join(root, file), { throwIfNoEntry: false })?.isFile());
}

function digestOf(path: string): string {
  return createHash("sha256").update(readFileSync(path)).digest("hex").slice(0, 12);
}
