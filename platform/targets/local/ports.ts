/** Ports of this machine: which are free, and which one each thing keeps. */
import { randomInt } from "node:crypto";
import { type AddressInfo, createServer } from "node:net";

import { readJson, writeJson } from "./files.ts";
import { withLock } from "./lock.ts";
import type { EnvironmentPaths } from "./paths.ts";
import { makeRuntimeFolders } from "./runtime-folder.ts";
import { listRecords, readUnit } from "./unit.ts";

export type PortAddress = "127.0.0.1" | "0.0.0.0";

/** Whether nobody listens on the port. */
export function isFree(port: number, address: PortAddress = "127.0.0.1"): Promise<boolean> {
  return listen(port, address).then(
    () => true,
    () => false,
  );
}

/**
 * Any port that nobody listens on now, below those that the system gives to outgoing connections:
 * one of these could be taken at any moment.
 */
export async function anyFreePort(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = randomInt(20_000, 32_000);
    if (await isFree(port)) return port;
  }
  return listen(0, "127.0.0.1");
}

/** Who asks for a port. */
export interface PortWish {
  name: string;
  wanted: number;
  /** What it asked for before, where that was not written down. */
  earlier?: number;
  /** The port that the state says it has. */
  held?: number;
  /** Whether a port may be taken; absent, when nobody listens on it. */
  isFree?: (port: number) => Promise<boolean>;
}

/**
 * The port that `name` had before, unless it asks for another one now; else `wanted` when that is
 * free; else any free one. Kept for the next time. No two environments of this user get the same,
 * even when neither runs.
 */
export function keepPort(paths: EnvironmentPaths, wish: PortWish): Promise<number> {
  const { name, wanted } = wish;
  makeRuntimeFolders(paths);
  return withLock(`${paths.neighbours}.lock`, async () => {
    listNeighbour(paths);
    const port = (await findPort(paths, wish)) ?? (await freePortBesides(portsOfOthers(paths)));
    if (readFile(paths)?.[name] !== port) {
      writeJson(paths.ports, sorted({ ...readPorts(paths), [name]: port }));
    }
    if (readWanted(paths)[name] !== wanted) {
      writeJson(wantedFile(paths), sorted({ ...readWanted(paths), [name]: wanted }));
    }
    return port;
  });
}

/** The port that `keepPort` will give; none where it will be any free one. Changes nothing. */
export async function findPort(
  paths: EnvironmentPaths,
  { name, wanted, earlier = wanted, held, isFree: mayTake = isFree }: PortWish,
): Promise<number | undefined> {
  const kept = readPorts(paths)[name] ?? notOfOthers(paths, held);
  if (kept !== undefined && (readWanted(paths)[name] ?? earlier) === wanted) return kept;
  const isTaken = kept !== wanted && portsOfOthers(paths).has(wanted);
  return !isTaken && (await mayTake(wanted)) ? wanted : undefined;
}

function notOfOthers(paths: EnvironmentPaths, port: number | undefined): number | undefined {
  return port !== undefined && portsOfOthers(paths).has(port) ? undefined : port;
}

/** What each asked for when it was given its port. */
function readWanted(paths: EnvironmentPaths): Record<string, number> {
  return readJson<Record<string, number>>(wantedFile(paths)) ?? {};
}

function wantedFile({ ports }: EnvironmentPaths): string {
  return ports.replace(/\.json$/, ".wanted.json");
}

/** All that any environment keeps. */
function portsOfOthers(paths: EnvironmentPaths): Set<number> {
  const all = listPortFiles(paths).map((file) => readJson<Record<string, number>>(file) ?? {});
  return new Set(all.flatMap((ports) => Object.values(ports)));
}

/** Those that are gone drop out of the list. */
function listNeighbour(paths: EnvironmentPaths): void {
  writeJson(paths.neighbours, listPortFiles(paths));
}

function listPortFiles({ neighbours, ports }: EnvironmentPaths): string[] {
  const listed = readJson<string[]>(neighbours) ?? [];
  return [...new Set([...listed, ports])].filter((file) => file === ports || readJson(file));
}

/** Makes the next `keepPort` choose anew. */
export function forgetPort(paths: EnvironmentPaths, name: string): Promise<void> {
  return withLock(`${paths.neighbours}.lock`, async () => {
    const { [name]: _gone, ...rest } = readPorts(paths);
    writeJson(paths.ports, sorted(rest));
  });
}

/** As they are written; as its routes and stores have them, when that file is lost or torn. */
export function readPorts(paths: EnvironmentPaths): Record<string, number> {
  return readFile(paths) ?? portsOfUnits(paths);
}

function readFile({ ports }: EnvironmentPaths): Record<string, number> | undefined {
  const kept = readJson<Record<string, number>>(ports);
  return typeof kept === "object" && kept !== null && !Array.isArray(kept) ? kept : undefined;
}

function portsOfUnits(paths: EnvironmentPaths): Record<string, number> {
  const units = listRecords(paths).flatMap(({ unit }) => readUnit(paths, unit) ?? []);
  const fixed = units.filter(({ kind, port }) => (kind === "route" || kind === "store") && port);
  return Object.fromEntries(fixed.map(({ name, port }) => [name, port!]));
}

async function freePortBesides(others: ReadonlySet<number>): Promise<number> {
  for (;;) {
    const port = await anyFreePort();
    if (!others.has(port)) return port;
  }
}

function sorted(ports: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(ports).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function listen(port: number, address: PortAddress): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen({ port, host: address, exclusive: true }, () => {
      const { port: taken } = server.address() as AddressInfo;
      server.close(() => resolve(taken));
    });
  });
}
