/** What is remembered of the secrets of other environments that are still deployed. */

import { existsSync, readFileSync } from "node:fs";

import { listEnvironments, loadEnvironment } from "../../../platform/environment.ts";
import { isPlatformError } from "../../../platform/errors.ts";
import { findStackFile } from "../engine/locks.ts";
import { project } from "../engine/stack.ts";
import { findStateFolder } from "../engine/state.ts";
import { readOtherRecords, type SecretRecord } from "./record.ts";

export function readLivingRecords(root: string, environment: string): Record<string, SecretRecord> {
  const records = Object.entries(readOtherRecords(root, environment));
  return Object.fromEntries(records.filter(([name]) => isDeployed(root, name)));
}

/** Whether its state has resources. Of a state elsewhere it is not known, and so it counts. */
function isDeployed(root: string, name: string): boolean {
  const folder = findStateFolder(aboutState(root, name), root);
  if (folder === undefined) return true;
  const file = findStackFile(folder, project, name);
  if (file === undefined) return false;
  return !file.endsWith(".json") || /"resources":\s*\[/.test(existsSync(file) ? readFileSync(file, "utf8") : "");
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
