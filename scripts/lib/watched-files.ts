/** What an environment is made from on this machine, and whether it changed. */

import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { type Environment, loadEnvironment } from "../../platform/environment.ts";
import { isPlatformError } from "../../platform/errors.ts";
import { listSources } from "../../platform/targets/local/sources.ts";

/** Milliseconds between two looks: what did not change in between is taken to be whole. */
const pause = 300;

export interface Watched {
  root: string;
  name: string;
  /** As it could last be read. */
  environment: Environment;
}

/** Changes when a file of the environment, or of what is built for it, does. */
export function fingerprint(watched: Watched): string {
  const { root } = watched;
  watched.environment = readAgain(watched);
  const { files, images } = watched.environment;
  const folders = Object.values(images).flatMap(({ build }) => build ?? []);
  const sources = folders.flatMap((folder) =>
    listSources(join(root, folder)).map((file) => join(folder, file)),
  );
  const hash = createHash("sha256");
  for (const file of [...files, ...sources]) {
    const stats = statSync(join(root, file), { throwIfNoEntry: false });
    hash.update(`${file}\0${stats?.mtimeMs}\0${stats?.size}\n`);
  }
  return hash.digest("hex");
}

/** A file that is being edited may have faults for a while. */
function readAgain({ root, name, environment }: Watched): Environment {
  try {
    return loadEnvironment(root, name);
  } catch (error) {
    if (isPlatformError(error)) return environment;
    throw error;
  }
}

/** Waits for a change that has come to rest; gives nothing when it was told to end. */
export async function awaitChange(
  watched: Watched, before: string, signal: AbortSignal,
): Promise<string | undefined> {
  let last = before;
  while (!signal.aborted) {
    await sleep(pause, undefined, { signal }).catch(() => undefined);
    const now = fingerprint(watched);
    if (now !== before && now === last) return now;
    last = now;
  }
  return undefined;
}
