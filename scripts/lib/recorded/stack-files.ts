/** The stacks that a state of this machine keeps, read from its files. Asks no engine. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, zstdDecompressSync } from "node:zlib";

import type { StackState } from "../../../platform/plan/record.ts";
import { project } from "../engine/stack.ts";

const unpack: Readonly<Record<string, (packed: Buffer) => Buffer>> = {
  "": (text) => text,
  ".gz": gunzipSync,
  ".zst": zstdDecompressSync,
};

/** Names, by the file's ending; those of backups are left out. */
export function listStackFiles(folder: string): { name: string; path: string }[] {
  const stacks = join(folder, ".pulumi", "stacks", project);
  return namesIn(stacks).flatMap((file) => {
    const [, name, packed] = /^([^.]+)\.json(\.gz|\.zst)?$/.exec(file) ?? [];
    return name === undefined || unpack[packed ?? ""] === undefined ? [] : [{ name, path: join(stacks, file) }];
  });
}

/** Undefined for a file that is torn. */
export function readStackFile(path: string): StackState | undefined {
  const [packed = ""] = /\.(gz|zst)$/.exec(path) ?? [];
  try {
    const text = unpack[packed]!(readFileSync(path)).toString();
    return (JSON.parse(text) as { checkpoint?: { latest?: StackState } }).checkpoint?.latest ?? {};
  } catch {
    return undefined;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return []; // nothing was deployed from here
  }
}
