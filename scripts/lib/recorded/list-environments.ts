/** Every environment of this clone: what its file and its state say, and what runs of it. */

import { type Environment, listEnvironments, loadEnvironment } from "../../../platform/environment.ts";
import { isPlatformError } from "../../../platform/errors.ts";
import type { UnitStatus } from "../../../platform/targets/operations.ts";
import { folderOf, ownBackend } from "../engine/state.ts";
import { openKnown } from "../operations.ts";
import { listBackends } from "./backends.ts";
import { environmentOf } from "./environment-of.ts";
import { readStacks, type RecordedStack, type Unread } from "./stacks.ts";

export interface Listed {
  environment: string;
  /** Absent where neither file nor state says it. */
  target?: string;
  file: "present" | "faulty" | "absent";
  /** Whether it was deployed; unknown where its backend cannot be read. */
  deployed: boolean | "unknown";
  /** ISO 8601, of the last deploy. */
  deployedAt?: string;
  commit?: string;
  backend?: string;
  /** How many components are in each state; absent where the target does not answer. */
  running?: Readonly<Partial<Record<UnitStatus["state"], number>>>;
  /** Why it is not known what runs. */
  reason?: string;
}

export interface Listing {
  environments: readonly Listed[];
  faults: readonly Unread[];
}

export async function listAll(root: string, only: readonly string[]): Promise<Listing> {
  const { stacks, faults } = await readStacks(root, listBackends(root), only);
  const isWanted = (name: string): boolean => only.length === 0 || only.includes(name);
  const files = listEnvironments(root).map(({ name }) => name).filter(isWanted);
  const deployed = new Set(stacks.map(({ name }) => name));
  const fresh = files.filter((name) => !deployed.has(name));
  const rows = [
    ...stacks.map((stack) => describe({ root, name: stack.name, files, faults }, stack)),
    ...fresh.map((name) => describe({ root, name, files, faults })),
  ];
  const environments = await Promise.all(rows);
  environments.sort((a, b) => (a.environment < b.environment ? -1 : 1));
  return { environments, faults };
}

interface Named {
  root: string;
  name: string;
  /** Names of environments that have a file. */
  files: readonly string[];
  faults: readonly Unread[];
}

async function describe(
  { root, name, files, faults }: Named, stack?: RecordedStack,
): Promise<Listed> {
  const isHere = files.includes(name);
  const loaded = isHere ? tryLoad(root, name) : undefined;
  // what runs was applied, whatever the file says now
  const known = (stack && environmentOf(stack, root)) ?? loaded;
  return {
    environment: name,
    ...(known && { target: known.target }),
    file: describeFile(isHere, loaded),
    deployed: stack !== undefined || (isUnread(loaded, root, faults) ? "unknown" : false),
    ...(stack && describeDeploy(stack)),
    ...(await askTarget(known)),
  };
}

function describeFile(isHere: boolean, loaded: Environment | undefined): Listed["file"] {
  if (!isHere) return "absent";
  return loaded ? "present" : "faulty";
}

function describeDeploy({ backend, at, spec }: RecordedStack): Partial<Listed> {
  return {
    backend: backend.address,
    ...(at !== undefined && { deployedAt: at }),
    ...(spec?.commit !== undefined && { commit: spec.commit }),
  };
}

function tryLoad(root: string, name: string): Environment | undefined {
  try {
    return loadEnvironment(root, name);
  } catch (error) {
    if (!isPlatformError(error)) throw error;
    return undefined;
  }
}

function isUnread(
  environment: Environment | undefined, root: string, faults: readonly Unread[],
): boolean {
  const address = process.env.PULUMI_BACKEND_URL ?? environment?.state.backend ?? ownBackend;
  const place = folderOf(address, root) ?? address;
  return faults.some(({ backend }) => (backend.folder ?? backend.address) === place);
}

async function askTarget(
  environment: Environment | undefined,
): Promise<Pick<Listed, "running" | "reason">> {
  if (!environment) return { reason: "neither its file nor its state says its target" };
  try {
    const { readStatus } = await openKnown(environment);
    const running: Partial<Record<UnitStatus["state"], number>> = {};
    for (const { state } of await readStatus()) running[state] = (running[state] ?? 0) + 1;
    return { running };
  } catch (error) {
    if (!isPlatformError(error)) throw error;
    return { reason: error.message };
  }
}
