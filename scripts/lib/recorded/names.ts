/**
 * Names of environments that were deployed from here, for the words of a command line. Reads
 * folders alone.
 */

import { listStackFiles } from "../engine/stack-file.ts";
import { listNearBackends } from "./backends.ts";

/** Of the states of this machine; those elsewhere take an engine. */
export function listRecordedNames(root: string): string[] {
  const folders = listNearBackends(root).flatMap(({ folder }) => folder ?? []);
  return [...new Set(folders.flatMap(listStackFiles).map(({ name }) => name))];
}
