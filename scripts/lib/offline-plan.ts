/**
 * The plan of files against files: both sides are read from the working tree, git or a file. Needs
 * no engine, state, credentials or network.
 */
import { readFileSync, statSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";

import { catalogue } from "../../platform/catalogue.ts";
import { type EnvironmentSource, findEnvironment } from "../../platform/environment.ts";
import { makeReader } from "../../platform/environment-files.ts";
import { PlatformError } from "../../platform/errors.ts";
import { makeLenientSide, makeSide } from "../../platform/make-side.ts";
import type { Sources } from "../../platform/plan/jobs.ts";
import { makePlan } from "../../platform/plan/make-plan.ts";
import { isMigration, type SourceFile } from "../../platform/plan/migrations.ts";
import type { Plan } from "../../platform/plan/plan.ts";
import { hide } from "../../platform/plan/show.ts";
import { makeEmptySide, type Side } from "../../platform/plan/side.ts";
import { decode } from "../../platform/spec/decode.ts";
import type { Reader } from "../../platform/spec/layers.ts";
import { findCommit, listAt, listChanged, readAt } from "./git.ts";

export interface OfflineRequest {
  root: string;
  environment: string;
  /** A commit, or a file of an environment. */
  against: string;
  now: Date;
}

const unknown = [
  "what runs now, and what was changed there by hand",
  "values of secrets, free ports and digests of images",
  "whether a resource is updated in place or replaced",
];

export function planOffline({ root, environment, against, now }: OfflineRequest): Plan {
  const source = findEnvironment(root, environment);
  const after = makeSide(source, "the working tree");
  const file = findFile(root, against);
  const commit = file === undefined ? findCommit(root, against) : undefined;
  const before =
    commit === undefined
      ? makeLenientSide(sourceOfFile(root, file ?? "", source), file ?? "")
      : sideAt(commit, against, source);
  const sources = commit === undefined ? {} : listSources(root, commit, after);
  const more = commit === undefined ? ["whether sources of images differ"] : [];
  return makePlan({
    ...{ environment, before, after, catalogue, sources, now },
    mask: hide,
    unknown: [...unknown, ...more],
  });
}

function findFile(root: string, against: string): string | undefined {
  const path = resolve(root, against);
  if (!/\.ya?ml$/.test(path) || !statSync(path, { throwIfNoEntry: false })?.isFile()) return undefined;
  return relative(root, path);
}

function sourceOfFile(root: string, file: string, like: EnvironmentSource): EnvironmentSource {
  if (file.startsWith("..")) {
    throw new PlatformError("usage", `${file} lies outside the project`, {
      hint: "--against environments/staging.yaml, or --against main",
    });
  }
  const name = basename(file, ".yaml");
  const environments = [...like.environments, name];
  return { root, file, name, reader: makeReader(root), environments };
}

function sideAt(commit: string, label: string, source: EnvironmentSource): Side {
  const reader = readerAt(source.root, commit);
  if (reader.read(source.file) === undefined) return makeEmptySide(label);
  return makeLenientSide({ ...source, reader }, label);
}

function readerAt(root: string, commit: string): Reader {
  return {
    read(file) {
      const bytes = readAt(root, commit, file);
      return bytes && decode(file, bytes);
    },
    list: (folder) => listAt(root, commit, folder).filter((name) => name.endsWith(".yaml")),
  };
}

function listSources(root: string, commit: string, { value }: Side): Sources {
  const images = (value.images ?? {}) as Readonly<Record<string, { build?: string }>>;
  const folders = Object.values(images).flatMap(({ build }) => build ?? []);
  const changed = listChanged(root, commit, [...new Set(folders)]);
  const entries = Object.entries(images).map(([name, { build }]) => {
    const files = build === undefined ? [] : changed.filter(({ file }) => isBelow(file, build));
    return [name, files.map((one) => withText(root, one))] as const;
  });
  return Object.fromEntries(entries);
}

function isBelow(file: string, folder: string): boolean {
  const path = relative(join("/", folder), join("/", file));
  return path !== "" && !path.startsWith("..");
}

function withText(root: string, one: SourceFile): SourceFile {
  if (one.status !== "added" || !isMigration(one.file)) return one;
  return { ...one, text: readFileSync(join(root, one.file), "utf8") };
}
