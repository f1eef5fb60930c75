/**
 * What is kept on the host beside an environment's data: generated secrets, which containers were
 * taken into service, and which jobs are done.
 */
import { createHmac, randomBytes } from "node:crypto";

import type Docker from "dockerode";

import { parseJson } from "../parse-json.ts";
import { hostName, label, stateUnit } from "./names.ts";
import { readVolume, writeFiles } from "./volume-files.ts";

export interface Kept {
  read(path: string): Promise<string | undefined>;
  write(path: string, content: string): Promise<void>;
}

/** What was read a moment ago: a look at an environment asks for many of its files at once. */
const recent = new Map<string, { at: number; files: Promise<Map<string, string> | undefined> }>();
const recentMs = 2000;

export function openState(docker: Docker, environment: string): Kept {
  const volume = hostName(environment, stateUnit);
  return {
    async read(path) {
      const known = recent.get(volume);
      const isRecent = known && Date.now() - known.at < recentMs;
      const files = isRecent ? known.files : readVolume(docker, volume);
      if (!isRecent) recent.set(volume, { at: Date.now(), files });
      return (await files)?.get(path);
    },
    async write(path, content) {
      recent.delete(volume);
      const Labels = { [label.environment]: environment, [label.kind]: "volume" };
      await docker.createVolume({ Name: volume, Labels }); // one that is there stays as it is
      const folder = path.slice(0, path.lastIndexOf("/") + 1);
      await writeFiles(docker, volume, [
        { path: folder, owner: 0, mode: 0o700 },
        { path, content, owner: 0, mode: 0o600 },
      ]);
      recent.delete(volume);
    },
  };
}

/** Where a generated secret is kept. */
export function secretPath(name: string): string {
  return `secrets/${name}`;
}

/** The containers of a unit that were found ready, and serve; none where that was torn or lost. */
export async function readAccepted(kept: Kept, unit: string): Promise<readonly string[]> {
  const ids = parseJson((await kept.read(`units/${unit}`)) ?? "");
  return Array.isArray(ids) ? ids.filter((id) => typeof id === "string") : [];
}

export function writeAccepted(kept: Kept, unit: string, ids: readonly string[]): Promise<void> {
  return kept.write(`units/${unit}`, JSON.stringify(ids));
}

/** Keyed, so that the secrets in a value cannot be guessed from its digest. */
export async function digestOf(kept: Kept, value: unknown): Promise<string> {
  let key = await kept.read("keys/digest");
  if (key === undefined) {
    key = randomBytes(32).toString("hex");
    await kept.write("keys/digest", key);
  }
  return createHmac("sha256", key).update(JSON.stringify(value)).digest("hex").slice(0, 16);
}
