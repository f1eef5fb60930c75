/** Ports of this machine: which are free, and which one each thing keeps. */
import { randomInt } from "node:crypto";
import { type AddressInfo, createServer } from "node:net";

import { readJson, writeJson } from "./files.ts";
import { withLock } from "./lock.ts";
import type { EnvironmentPaths } from "./paths.ts";
import { makeRuntimeFolders } from "./runtime-folder.ts";

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

/**
 * The port that `name` had before; else `wanted` when that is free; else any free one. Kept for the
 * next time. No two environments of this user get the same, even when neither runs.
 */
export function keepPort(paths: EnvironmentPaths, name: string, wanted: number): Promise<number> {
  makeRuntimeFolders(paths);
  return withLock(`${paths.neighbours}.lock`, async () => {
    const kept = readPorts(paths);
    const before = kept[name];
    if (before !== undefined) return before;
    const others = portsOfOthers(paths);
    const isOurs = !others.has(wanted) && (await isFree(wanted));
    const port = isOurs ? wanted : await freePortBesides(others);
    writeJson(paths.ports, sorted({ ...kept, [name]: port }));
    return port;
  });
}

/** All that any environment keeps. Those that are gone drop out of the list. */
function portsOfOthers({ neighbours, ports }: EnvironmentPaths): Set<number> {
  const listed = readJson<string[]>(neighbours) ?? [];
  const files = [...new Set([...listed, ports])].filter((file) => file === ports || readJson(file));
  writeJson(neighbours, files);
  return new Set(
    files.flatMap((file) => Object.values(readJson<Record<string, number>>(file) ?? {})),
  );
}

/** Makes the next `keepPort` choose anew. */
export function forgetPort(paths: EnvironmentPaths, name: string): Promise<void> {
  return withLock(`${paths.neighbours}.lock`, async () => {
    const { [name]: _gone, ...rest } = readPorts(paths);
    writeJson(paths.ports, sorted(rest));
  });
}

export function readPorts(paths: EnvironmentPaths): Record<string, number> {
  return readJson<Record<string, number>>(paths.ports) ?? {};
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
