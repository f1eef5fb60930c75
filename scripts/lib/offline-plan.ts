/**
 * The plan of files against files: both sides are read from the working tree, git or a file. Needs
 * no engine, state, credentials or network.
 */

import { statSync } from "node:fs";
import { basename, relative, resolve } from "node:path";

import { catalogue } from "../../platform/catalogue.ts";
import { type EnvironmentSource, findEnvironment, readEnvironment } from "../../platform/environment.ts";
import { makeReader } from "../../platform/environment-files.ts";
import { PlatformError } from "../../platform/errors.ts";
import { declareValues } from "../../platform/make-side.ts";
import { makePlan } from "../../platform/plan/make-plan.ts";
import type { Plan } from "../../platform/plan/plan.ts";
import { hide } from "../../platform/plan/show.ts";
import { makeEmptySide, type Side } from "../../platform/plan/side.ts";
import { findCommit } from "./git.ts";
import { listSources, remarksOf, sideAt, sideFrom, sideOf } from "./plan-parts.ts";
import { judgeEnvironment } from "./policies.ts";

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

/** What a first `up` makes: the files against nothing. */
export function planFirst({ root, environment: name, now }: Omit<OfflineRequest, "against">): Plan {
  const environment = readEnvironment(findEnvironment(root, name));
  const judged = judgeEnvironment(environment, now);
  return makePlan({
    ...{ environment: name, after: sideOf(judged), catalogue, now },
    before: makeEmptySide("nothing"),
    sources: {},
    mask: hide,
    lower: (value) => declareValues(value, environment),
    unknown: ["values of secrets, free ports and digests of images"],
    remarks: remarksOf(judged),
  });
}

export function planOffline({ root, environment: name, against, now }: OfflineRequest): Plan {
  const source = findEnvironment(root, name);
  const environment = readEnvironment(source);
  const judged = judgeEnvironment(environment, now);
  const after = sideOf(judged);
  const file = findFile(root, against);
  const isFile = file !== undefined;
  return makePlan({
    ...{ environment: name, after, catalogue, now },
    ...(isFile ? againstFile(root, file, source) : againstCommit(against, source, after)),
    mask: hide,
    lower: (value) => declareValues(value, environment),
    unknown: [...unknown, ...(isFile ? ["whether sources of images differ"] : [])],
    remarks: remarksOf(judged),
  });
}

function againstFile(root: string, file: string, source: EnvironmentSource) {
  return { before: sideOfFile(root, file, source), sources: {} };
}

/** The environment at a commit, and what of its images' files has changed since. */
function againstCommit(ref: string, source: EnvironmentSource, after: Side) {
  const commit = findCommit(source.root, ref);
  const sources = listSources(source.root, commit, after);
  return { before: sideAt(ref, source, commit), sources };
}

function findFile(root: string, against: string): string | undefined {
  const path = resolve(root, against);
  const isFile = /\.ya?ml$/.test(path) && statSync(path, { throwIfNoEntry: false })?.isFile();
  return isFile ? relative(root, path) : undefined;
}

function sideOfFile(root: string, file: string, like: EnvironmentSource) {
  if (file.startsWith("..")) {
    throw new PlatformError("usage", `${file} lies outside the project`, {
      hint: "--against environments/staging.yaml, or --against main",
    });
  }
  const name = basename(file, ".yaml");
  const environments = [...like.environments, name];
  return sideFrom({ root, file, name, reader: makeReader(root), environments }, file);
}
