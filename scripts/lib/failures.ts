/**
 * What of an environment failed when it was last deployed, kept until it succeeds: a component that
 * never ran has no process that could say so.
 */
import { rmSync } from "node:fs";
import { join } from "node:path";

import { readJson, writeJson } from "../../platform/targets/local/files.ts";

export interface Failure {
  /** ISO 8601. */
  at: string;
  /** In one line. */
  message: string;
}
export type Failures = Readonly<Record<string, Failure>>;

interface Place {
  root: string;
  environment: string;
}

export function readFailures(place: Place): Failures {
  const kept = readJson<Failures>(fileOf(place));
  if (typeof kept !== "object" || kept === null) return {};
  return Object.fromEntries(Object.entries(kept).filter(([, one]) => typeof one?.message === "string"));
}

/** Those that were deployed before it failed have no fault any more, as far as it was asked to. */
export function recordFailures(place: Place, failed: Readonly<Record<string, string>>): void {
  const at = new Date().toISOString();
  const fresh = Object.entries(failed).map(([name, message]) => [name, { at, message }]);
  if (fresh.length > 0) writeJson(fileOf(place), Object.fromEntries(fresh));
}

/** After a success; of some components alone when it was a deployment of these. */
export function forgetFailures(place: Place, components?: readonly string[]): void {
  const kept = readFailures(place);
  const rest = Object.entries(kept).filter(([name]) => components && !components.includes(name));
  if (rest.length > 0) writeJson(fileOf(place), Object.fromEntries(rest));
  else rmSync(fileOf(place), { force: true });
}

/** Beside the state, so that it outlives what runs. */
function fileOf({ root, environment }: Place): string {
  return join(root, ".andamio", "failures", `${environment}.json`);
}
