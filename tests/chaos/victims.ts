/** Processes of a deploy at work, and how they are killed. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { type Command, pidsOf, type World } from "./world.ts";

type Victim = (world: World, command: Command) => number[];

export const victims: Readonly<Record<string, Victim>> = {
  "Node alone": (_world, { process: { pid } }) => [pid!],
  "the process group": (_world, { process: { pid } }) => [-pid!],
  "the provider": ({ root }) => providers(root),
  "the supervisor": (world) => supervisor(world),
};

/** The engine with its policy pack, whose command lines name the rules, and the provider. */
export function listOfEngine({ root }: World): number[] {
  return [...pidsOf(join(root, "policies")), ...providers(root)];
}

function providers(root: string): number[] {
  return pidsOf("main.ts 127.0.0.1:").filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, "utf8").includes(`ANDAMIO_ROOT=${root}\0`);
    } catch {
      return false; // it ended meanwhile
    }
  });
}

function supervisor(world: World): number[] {
  const file = join(world.paths.supervisor, "instance.json");
  return existsSync(file)
    ? [(JSON.parse(readFileSync(file, "utf8")) as { identity: { pid: number } }).identity.pid]
    : [];
}

export function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // it ended by itself a moment ago
  }
}
