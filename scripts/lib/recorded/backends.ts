/**
 * Where environments of this clone may have their state: its own folder, what files name, the
 * user's variable.
 */

import { listEnvironments, loadEnvironment } from "../../../platform/environment.ts";
import { folderOf, ownBackend } from "../engine/state.ts";

export interface Backend {
  /** As Pulumi takes it. */
  address: string;
  /** Of this machine. */
  folder?: string;
}

/**
 * The one that wins for every file first; each once. `faulty` is known to have faults, and is not
 * read again.
 */
export function listBackends(root: string, faulty?: string): Backend[] {
  const readable = listEnvironments(root).filter(({ name }) => name !== faulty);
  const named = readable.map(({ name }) => backendOf(root, name));
  return openAll(root, [process.env.PULUMI_BACKEND_URL, ownBackend, ...named]);
}

/** Those that are known without reading a file. */
export function listNearBackends(root: string): Backend[] {
  return openAll(root, [process.env.PULUMI_BACKEND_URL, ownBackend]);
}

function openAll(root: string, addresses: readonly (string | undefined)[]): Backend[] {
  const found = new Map<string, Backend>();
  for (const address of addresses) {
    if (!address) continue;
    const folder = folderOf(address, root);
    const key = folder ?? address;
    if (!found.has(key)) found.set(key, { address, ...(folder !== undefined && { folder }) });
  }
  return [...found.values()];
}

/** A file with faults names none that could be trusted. */
function backendOf(root: string, name: string): string | undefined {
  try {
    return loadEnvironment(root, name).state.backend;
  } catch {
    return undefined;
  }
}
