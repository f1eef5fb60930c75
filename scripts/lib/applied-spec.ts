/** What a stack remembers of what was applied last. Reads the state itself where it lies here. */

import type { Environment } from "../../platform/environment.ts";
import { readRecord } from "../../platform/plan/record.ts";
import type { Side } from "../../platform/plan/side.ts";
import type { SourceDigests } from "../../platform/source-digests.ts";
import type { Engine } from "./engine.ts";
import {
  findRecord,
  findStackFile,
  project,
  readStackFile,
  type RecordedResource,
  type StackState,
} from "./engine/stack-file.ts";
import { openState } from "./engine/state.ts";

export interface Applied {
  /** None where nothing was applied, or by a version that did not record it. */
  side?: Side;
  commit?: string;
  /** Files of images, as they were built; none where that was not recorded. */
  sources?: SourceDigests;
  /** Fingerprints of secrets that come from outside. */
  secrets: Readonly<Record<string, string>>;
  isNew: boolean;
}

/** The engine is opened only where the state lies elsewhere. */
export async function readApplied(
  environment: Environment,
  openEngine: () => Promise<Engine>,
): Promise<Applied> {
  const resources = await readResources(environment, openEngine);
  const spec = findRecord(resources);
  const side = readRecord(spec, "what was applied");
  const { commit, secrets = {}, sources } = spec ?? {};
  const isNew = resources.length === 0;
  const known = { ...(sources && { sources }), ...(side && { side }), ...(commit && { commit }) };
  return { isNew, secrets, ...known };
}

/**
 * How the objects of a cluster are called, by the names of the resources that made them. The
 * engine is opened only where the state lies elsewhere.
 */
export async function readObjectNames(
  environment: Environment,
  openEngine: () => Promise<Engine>,
): Promise<ReadonlyMap<string, string>> {
  const resources = await readResources(environment, openEngine);
  const current = resources.filter((one) => one.delete !== true);
  const names = current.flatMap(({ urn, type, id, outputs }): [string, string][] => {
    // the plugin's ids are NAMESPACE/NAME; names of Secrets are encrypted besides
    const name = type.startsWith("kubernetes:") ? id?.split("/").at(-1) : outputs?.job;
    return name === undefined ? [] : [[urn.split("::").at(-1) ?? "", name]];
  });
  return new Map(names);
}

async function readResources(
  environment: Environment,
  openEngine: () => Promise<Engine>,
): Promise<readonly RecordedResource[]> {
  const { resources = [] } = readHere(environment) ?? (await readThere(await openEngine()));
  return resources;
}

function readHere(environment: Environment): StackState | undefined {
  const { folder } = openState(environment, environment.root);
  if (folder === undefined) return undefined;
  const path = findStackFile(folder, project, environment.name);
  // one that was cut short is repaired when the engine is opened
  return path === undefined ? {} : readStackFile(path);
}

async function readThere(engine: Engine): Promise<StackState> {
  const { deployment } = (await engine.exportState()) as { deployment?: StackState };
  return deployment ?? {};
}
