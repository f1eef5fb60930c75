/** The stacks that a state of this machine keeps, read from its files. Asks no engine. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, zstdDecompressSync } from "node:zlib";

import type { SpecRecord } from "../../../platform/plan/record.ts";
import { isObject, parseObject } from "../../../platform/targets/parse-json.ts";

/** As in Pulumi.yaml. */
export const project = "andamio";

export interface RecordedResource {
  urn: string;
  type: string;
  id?: string;
  /** Another one has replaced it, and it waits for its deletion. */
  delete?: boolean;
  inputs?: unknown;
  /** `spec` of a stack; `job` is the name of the object that a resource of ours makes. */
  outputs?: { spec?: SpecRecord; outputs?: { spec?: SpecRecord }; job?: string };
}

/** What Pulumi keeps of a stack, as far as it is read here. */
export interface StackState {
  manifest?: { time?: string };
  resources?: readonly RecordedResource[];
  pending_operations?: readonly unknown[];
  secrets_providers?: { type?: string; state?: { salt?: string } };
}

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

/** Where the engine keeps a stack, packed or not; undefined when it has none of that name. */
export function findStackFile(state: string, of: string, stack: string): string | undefined {
  const path = join(state, ".pulumi", "stacks", of, `${stack}.json`);
  return Object.keys(unpack).map((packed) => path + packed).find((one) => existsSync(one));
}

/** Undefined for a file that is torn or gone. */
export function readStackFile(path: string): StackState | undefined {
  const [packed = ""] = /\.(gz|zst)$/.exec(path) ?? [];
  const checkpoint = parseCheckpoint(textOf(() => unpack[packed]!(readFileSync(path))));
  if (checkpoint === undefined) return undefined;
  return isObject(checkpoint["latest"]) ? checkpoint["latest"] : {};
}

/** Undefined for a text that is no whole checkpoint. */
export function parseCheckpoint(text: string): Readonly<Record<string, unknown>> | undefined {
  const checkpoint = parseObject(text)?.["checkpoint"];
  return isObject(checkpoint) ? checkpoint : undefined;
}

function textOf(read: () => Buffer): string {
  try {
    return read().toString();
  } catch {
    return ""; // it went away, or what packed it was cut short
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return []; // nothing was deployed from here
  }
}

/** Undefined where nothing was applied, or by a version that did not record it. */
export function findRecord(resources: StackState["resources"] = []): SpecRecord | undefined {
  const outputs = resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.outputs;
  // version 0.1.0 typed by hand left them one level deeper
  return outputs?.spec ?? outputs?.outputs?.spec;
}

/** Who changes an environment of this clone holds this lock. */
export function lockOf(root: string, environment: string): string {
  return join(root, ".andamio", "locks", environment);
}
