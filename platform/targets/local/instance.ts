/**
 * Which supervisor keeps an environment running: the one that is written down, else the living one
 * that is found among the processes.
 */
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";

import { readJson, writeJson } from "./files.ts";
import { findProcesses } from "./find-processes.ts";
import type { EnvironmentPaths } from "./paths.ts";
import { isAlive, type ProcessIdentity } from "./process-identity.ts";

export interface Instance {
  identity: ProcessIdentity;
  /** Unit → digest, as the supervisor was last told. */
  units: Record<string, string>;
}

export interface FoundInstance extends Instance {
  /**
   * How it was found. Nobody can steer one that is `lost`: its socket or what it was told is gone.
   */
  by: "file" | "processes" | "lost";
}

/** The living supervisor and what it was told; a dead one was told nothing. */
export function findInstance(paths: EnvironmentPaths): FoundInstance | undefined {
  const written = readJson<Partial<Instance>>(instanceFile(paths));
  const isWritten = isInstance(written) && isAlive(written.identity);
  const identity = isWritten ? written.identity : findSupervisors(paths)[0];
  if (!identity) return undefined;
  const units = isWritten ? written.units : readProject(paths);
  if (!units || !existsSync(socketOf(paths))) return { identity, units: {}, by: "lost" };
  return { identity, units, by: isWritten ? "file" : "processes" };
}

export function writeInstance(paths: EnvironmentPaths, { identity, units }: Instance): void {
  writeJson(instanceFile(paths), { identity, units });
}

export function forgetInstance(paths: EnvironmentPaths): void {
  rmSync(instanceFile(paths), { force: true });
}

/** By their socket, which lies outside the project and is no other environment's. */
export function findSupervisors(paths: EnvironmentPaths): ProcessIdentity[] {
  return findProcesses(["up", "-U", "-u", socketOf(paths)]).map(({ identity }) => identity);
}

/** The launchers that run, with the unit of each. */
export function findLaunchers(
  { root, environment }: EnvironmentPaths,
): { unit: string; identity: ProcessIdentity }[] {
  const launchers = findProcesses(["/launcher.ts", root, environment]);
  return launchers.flatMap(({ identity, rest: [unit] }) => (unit ? [{ unit, identity }] : []));
}

export function socketOf({ sockets }: Pick<EnvironmentPaths, "sockets">): string {
  return join(sockets, "supervisor.sock");
}

/** What the supervisor is told, whole. */
export function projectFile({ supervisor }: Pick<EnvironmentPaths, "supervisor">): string {
  return join(supervisor, "project.json");
}

/** A launcher's last word is the digest of its unit. Undefined when the file is lost or torn. */
function readProject(paths: EnvironmentPaths): Record<string, string> | undefined {
  const project = readJson<{ processes?: Record<string, { entrypoint?: unknown[] }> }>(
    projectFile(paths),
  );
  const processes = project?.processes;
  if (typeof processes !== "object" || processes === null) return undefined;
  return Object.fromEntries(
    Object.entries(processes).map(([name, one]) => [name, String(one?.entrypoint?.at(-1))]),
  );
}

function isInstance(value: Partial<Instance> | undefined): value is Instance {
  return typeof value?.identity?.pid === "number" && typeof value.units === "object" && value.units !== null;
}

function instanceFile({ supervisor }: EnvironmentPaths): string {
  return join(supervisor, "instance.json");
}
