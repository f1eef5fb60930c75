/** Whether an environment has no state yet, as far as the folders of this machine tell. */

import { loadEnvironment } from "../../../platform/environment.ts";
import { listStackFiles } from "../engine/stack-file.ts";
import { folderOf, ownBackend } from "../engine/state.ts";

/** False where the state lies elsewhere: it is not asked. */
export function isNeverDeployed(root: string, name: string): boolean {
  const { state } = loadEnvironment(root, name);
  const folder = folderOf(process.env.PULUMI_BACKEND_URL ?? state.backend ?? ownBackend, root);
  return folder !== undefined && !listStackFiles(folder).some((stack) => stack.name === name);
}
