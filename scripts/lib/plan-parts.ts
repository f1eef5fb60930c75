/** What offline and live plans have in common: sides, sources of images and what the rules say. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";

import { type EnvironmentSource, readEnvironment } from "../../platform/environment.ts";
import { makeLenientSide } from "../../platform/make-side.ts";
import type { Sources } from "../../platform/plan/jobs.ts";
import { isMigration, type SourceFile } from "../../platform/plan/migrations.ts";
import type { Remark } from "../../platform/plan/plan.ts";
import { makeEmptySide, type Side } from "../../platform/plan/side.ts";
import { digestImages, type SourceDigests } from "../../platform/source-digests.ts";
import { decode, type Decoded } from "../../platform/spec/decode.ts";
import type { Reader } from "../../platform/spec/layers.ts";
import { diagnose } from "../../policies/diagnose.ts";
import { findCommit, listAt, listChanged, readAt } from "./git.ts";
import { type Judged, judgeEnvironment } from "./policies.ts";

/** An environment as it is deployed: with what rules put right. */
export function sideOf({ environment, declarations }: Judged, label = "the working tree"): Side {
  const { merged, approximations } = environment;
  return { label, ...merged, declarations, approximations };
}

/** The same of files that may have faults; those are not judged. */
export function sideFrom(source: EnvironmentSource, label: string): Side {
  const side = makeLenientSide(source, label);
  const { rules = {} } = (side.value.policies ?? {}) as Partial<Judged["environment"]["policies"]>;
  const isMended = side.declarations && Object.values(rules).includes("remediate");
  return isMended ? sideOf(judgeEnvironment(readEnvironment(source)), label) : side;
}

/** The environment as it is at a commit, which was asked for as `ref`. */
export function sideAt(
  ref: string, source: EnvironmentSource, commit = findCommit(source.root, ref),
): Side {
  const reader = readerAt(source.root, commit);
  if (reader.read(source.file) === undefined) return makeEmptySide(ref);
  return sideFrom({ ...source, reader }, ref);
}

/** Reads each file once: it takes a process of git. */
function readerAt(root: string, commit: string): Reader {
  const known = new Map<string, Decoded | undefined>();
  return {
    read(file) {
      if (known.has(file)) return known.get(file);
      const bytes = readAt(root, commit, file);
      const decoded = bytes && decode(file, bytes);
      known.set(file, decoded);
      return decoded;
    },
    list: (folder) => listAt(root, commit, folder).filter((name) => name.endsWith(".yaml")),
  };
}

/** Files of each image's build that are not as they were at a commit. */
export function listSources(root: string, commit: string, { value }: Side): Sources {
  const images = (value.images ?? {}) as Readonly<Record<string, { build?: string }>>;
  const folders = Object.values(images).flatMap(({ build }) => build ?? []);
  const changed = listChanged(root, commit, [...new Set(folders)]);
  const entries = Object.entries(images).map(([name, { build }]) => {
    const files = build === undefined ? [] : changed.filter(({ file }) => isBelow(file, build));
    return [name, files.map((one) => withText(root, one))] as const;
  });
  return Object.fromEntries(entries);
}

/** Files of each image's build that are not as they were when it was applied. */
export function compareSources(root: string, applied: SourceDigests, { value }: Side): Sources {
  const now = digestImages(root, value);
  const compare = (name: string): SourceFile[] => {
    const [old, fresh] = [applied[name] ?? {}, now[name] ?? {}];
    const files = [...new Set([...Object.keys(old), ...Object.keys(fresh)])].sort();
    return files.flatMap((file) => {
      if (old[file] === fresh[file]) return [];
      const status = !old[file] ? "added" : fresh[file] ? "changed" : "removed";
      return [withText(root, { file, status })];
    });
  };
  return Object.fromEntries(Object.keys(now).map((name) => [name, compare(name)]));
}

function isBelow(file: string, folder: string): boolean {
  const path = relative(join("/", folder), join("/", file));
  return path !== "" && !path.startsWith("..");
}

function withText(root: string, one: SourceFile): SourceFile {
  if (one.status !== "added" || !isMigration(one.file)) return one;
  const text = readFileSync(join(root, one.file), "utf8");
  return { ...one, text, earlier: readEarlier(root, one.file) };
}

/** Migrations of a folder apply in the order of their names. */
function readEarlier(root: string, file: string): string {
  const own = dirname(file);
  return readdirSync(join(root, dirname(own)))
    .sort()
    .map((name) => join(dirname(own), name, basename(file)))
    .filter((one) => dirname(one) < own && isMigration(one) && existsSync(join(root, one)))
    .map((one) => readFileSync(join(root, one), "utf8"))
    .join(";\n");
}

export interface Remarks {
  refused: Remark[];
  warnings: Remark[];
  waivers: Remark[];
}

export function remarksOf({ findings, environment: { locate } }: Judged): Remarks {
  const told = diagnose(findings, locate).map((one) => {
    const { severity, message, code, help, file, line, column, length } = one;
    const hint = help?.replace(/^hint: /, "");
    const place = { file, line, column, length };
    return { severity, remark: { message: `${message} [${code}]`, code, place, ...(hint && { hint }) } };
  });
  const waived = findings.flatMap(({ waived: waiver, rule, components, pointer }) => {
    if (!waiver) return [];
    const who = components.join(", ") || "the environment";
    const until = `until ${waiver.expires}, by ${waiver.owner}: ${waiver.reason}`;
    return [{ message: `${rule} is waived for ${who} ${until}`, place: locate(pointer) }];
  });
  return {
    refused: told.filter(({ severity }) => severity === undefined).map(({ remark }) => remark),
    warnings: told.filter(({ severity }) => severity !== undefined).map(({ remark }) => remark),
    waivers: waived,
  };
}
