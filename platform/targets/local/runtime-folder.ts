/**
 * The folders of sockets: outside the project, where any path is short enough, and nobody else's.
 */
import { chmodSync, lstatSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";

import { PlatformError } from "../../errors.ts";
import type { EnvironmentPaths } from "./paths.ts";

/**
 * Makes them. Throws `start_failed` when another user was there first, as in a shared folder for
 * temporary files.
 */
export function makeRuntimeFolders({ sockets, storeSockets }: EnvironmentPaths): void {
  const ours = dirname(sockets);
  // others may pass through: system users reach the sockets of their own databases
  for (const folder of [dirname(ours), ours, storeSockets]) makeOwn(folder, 0o711);
  makeOwn(sockets, 0o700);
}

function makeOwn(folder: string, mode: number): void {
  mkdirSync(folder, { recursive: true, mode });
  const stats = lstatSync(folder);
  if (!stats.isDirectory() || stats.uid !== process.getuid?.()) {
    throw new PlatformError("start_failed", `${folder} belongs to another user`, {
      hint: "set XDG_RUNTIME_DIR to a folder of your own",
    });
  }
  chmodSync(folder, mode);
}
