/** What is remembered of the secrets of other environments that are still deployed. */

import { listEnvironments, loadEnvironment } from "../../../platform/environment.ts";
import { isPlatformError } from "../../../platform/errors.ts";
import { findStackFile, project, readStackFile } from "../engine/stack-file.ts";
import { findStateFolder } from "../engine/state.ts";
import { readOtherRecords, type SecretRecord } from "./record.ts";

export function readLivingRecords(root: string, environment: string): Record<string, SecretRecord> {
  const records = Object.entries(readOtherRecords(root, environment));
  return Object.fromEntries(records.filter(([name]) => isDeployed(root, name)));
}

/** Whether its state has resources. Where that cannot be read here, it counts. */
function isDeployed(root: string, name: string): boolean {
  const folder = findStateFolder(aboutState(root, name), root);
  if (folder === undefined) return true;
  const file = findStackFile(folder, project, name);
  if (file === undefined) return false;
  const state = readStackFile(file);
  return state === undefined || state.resources !== undefined;
}

function aboutState(root: string, name: string): Parameters<typeof findStateFolder>[0] {
  const isKnown = listEnvironments(root).some((one) => one.name === name);
  try {
    return isKnown ? loadEnvironment(root, name) : { name, profile: "dev" };
  } catch (error) {
    if (!isPlatformError(error)) throw error;
    return { name, profile: "dev" };
  }
}
