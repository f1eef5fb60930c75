/** Every stack of the backends that this clone knows, and what was applied to each last. */

import { isPlatformError, type PlatformError } from "../../../platform/errors.ts";
import type { SpecRecord } from "../../../platform/plan/record.ts";
import { findRecord, listStackFiles, readStackFile, type StackState } from "../engine/stack-file.ts";
import { listStacksThere, readStackThere } from "./ask-engine.ts";
import type { Backend } from "./backends.ts";

export interface RecordedStack {
  name: string;
  backend: Backend;
  /** ISO 8601: when its state was written last. */
  at?: string;
  /** Absent where nothing was applied, or the state cannot be read. */
  spec?: SpecRecord;
}

/** A backend that cannot be read. */
export interface Unread {
  backend: Backend;
  error: PlatformError;
}

export interface Stacks {
  stacks: readonly RecordedStack[];
  faults: readonly Unread[];
}

/** Of two stacks of one name, the first is the one that verbs use. */
export async function readStacks(
  root: string, backends: readonly Backend[], only: readonly string[] = [],
): Promise<Stacks> {
  const faults: Unread[] = [];
  const isWanted = (name: string): boolean => only.length === 0 || only.includes(name);
  const readOne = async (backend: Backend): Promise<RecordedStack[]> => {
    try {
      return await readBackend(root, backend, isWanted);
    } catch (error) {
      if (!isPlatformError(error)) throw error;
      faults.push({ backend, error });
      return [];
    }
  };
  const found = await Promise.all(backends.map(readOne));
  return { stacks: found.flat(), faults };
}

async function readBackend(
  root: string, backend: Backend, isWanted: (name: string) => boolean,
): Promise<RecordedStack[]> {
  if (backend.folder !== undefined) {
    return listStackFiles(backend.folder)
      .filter(({ name }) => isWanted(name))
      .map(({ name, path }) => describe(name, backend, readStackFile(path)));
  }
  const names = (await listStacksThere(root, backend)).filter(isWanted);
  const states = names.map(async (name) =>
    describe(name, backend, await readStackThere(root, backend, name)));
  return Promise.all(states);
}

function describe(name: string, backend: Backend, state: StackState = {}): RecordedStack {
  const { manifest, resources } = state;
  const spec = findRecord(resources);
  const at = manifest?.time;
  return { name, backend, ...(at && !at.startsWith("0001") && { at }), ...(spec && { spec }) };
}
