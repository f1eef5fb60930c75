/**
 * A build with volumes in it: a copy in which the folder of each volume is a link to its data, for
 * all programs of the same build and volumes.
 */
import { createHash, randomBytes } from "node:crypto";
import {
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

import { recordFiles } from "../targets/local/built-files.ts";
import { withLock } from "../targets/local/lock.ts";

/** A folder below the build, and where its content lies. */
export interface Link {
  path: string;
  folder: string;
}

/** Another build of the environment may be under way. */
const patienceMs = 900_000;

/** Where the program runs. */
export function viewOf({ location }: { location: string }, links: readonly Link[] = []): string {
  const build = resolve(location);
  if (links.length === 0) return build;
  const key = createHash("sha256").update(JSON.stringify(links)).digest("hex").slice(0, 8);
  // the build's own name first: what removes old builds removes these with them
  return join(dirname(build), `${basename(build)}-${key}`);
}

/** Those of a build that are there. */
export function viewsOf(build: string): string[] {
  const [folder, name] = [dirname(build), basename(build)];
  const entries = readdirSync(folder).filter((entry) => entry.startsWith(`${name}-`));
  return entries.map((entry) => join(folder, entry));
}

export async function makeView(
  program: { location: string },
  links: readonly Link[] = [],
): Promise<void> {
  const view = viewOf(program, links);
  if (existsSync(view)) return;
  await withLock(
    join(dirname(view), ".lock"),
    async () => existsSync(view) || copyBuild(program.location, links, view),
    patienceMs,
  );
}

function copyBuild(build: string, links: readonly Link[], view: string): void {
  const draft = join(dirname(view), `.new-${randomBytes(6).toString("hex")}`);
  const options = { recursive: true, verbatimSymlinks: true, mode: constants.COPYFILE_FICLONE };
  cpSync(build, draft, options);
  for (const { path, folder } of links) {
    const place = join(draft, path);
    // what the build has there is hidden by the volume, as it is in a container
    rmSync(place, { recursive: true, force: true });
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(folder, place);
  }
  renameSync(draft, view);
  recordFiles(view);
}
