/**
 * Refuses a server's data directory that lost files: a server that starts on what is left makes an
 * empty database of it, or of its ruins one that lies.
 */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { PlatformError } from "../../errors.ts";
import { readText, writePrivately } from "../../targets/local/files.ts";

interface DataDirectory {
  component: string;
  environment: string;
  /** Folder of the volume. */
  volume: string;
  /** Below the volume; the server's own folder. */
  folder: string;
  /** Without these, each below its folder, it is not the data that was made. */
  needed: readonly string[];
}

const markFile = ".andamio-data";

/**
 * Whether it holds data; one that was never made does not. Throws `store_failed` for one that was
 * made and lost a file, which is then left as it is.
 */
export function holdsData(directory: DataDirectory): boolean {
  const { volume, folder, needed } = directory;
  const isMade = readText(join(volume, markFile)) !== undefined || hasFiles(join(volume, folder));
  if (!isMade) return false;
  const lost = needed.find((path) => !existsSync(join(volume, folder, path)));
  if (lost !== undefined) throw refuse(directory, join(volume, folder, lost));
  return true;
}

/** From now on, an empty folder is a loss. */
export function markMade({ volume, folder }: Pick<DataDirectory, "volume" | "folder">): void {
  const mark = join(volume, markFile);
  if (readText(mark) === undefined) writePrivately(mark, folder);
}

function hasFiles(path: string): boolean {
  return existsSync(path) && readdirSync(path).length > 0;
}

function refuse(directory: DataDirectory, lost: string): PlatformError {
  const { component, environment, volume, folder } = directory;
  return new PlatformError(
    "store_failed",
    `the data directory of ${component} lost files, and is left as it is: ${lost} is missing`,
    {
      hint: `put ${join(volume, folder)} back from a backup; without one: andamio recreate ${environment} ${component} --data`,
    },
  );
}
