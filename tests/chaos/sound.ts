/** What must be so after every kill, once the same command was given again. */
import { expect, vi } from "vitest";

import { isAlive } from "../../platform/targets/local/process-identity.ts";
import { listRecords } from "../../platform/targets/local/unit.ts";
import { listOfEngine } from "./victims.ts";
import { pidsOf, type World } from "./world.ts";

/** Each unit runs once, is ready, and nothing runs besides: no engine, plugin or policy pack. */
export async function expectSound(world: World): Promise<void> {
  const faults = (await world.operations.status()).filter(
    ({ state }) => !["ready", "done", "scheduled"].includes(state),
  );
  expect(faults).toEqual([]);
  const records = listRecords(world.paths);
  const children = records
    .flatMap(({ child, launcher }) => [child, launcher])
    .filter((one) => isAlive(one))
    .map((one) => one!.pid);
  const launchers = pidsOf(`launcher.ts ${world.root} t `);
  expect(launchers.filter((pid) => !children.includes(pid))).toEqual([]);
  const servers = world
    .lines("servers")
    .map((line) => Number(line.split(" ")[1]))
    .filter((pid) => pidsOf("server.mjs").includes(pid));
  expect(servers).toHaveLength(1);
  const soon = { timeout: 20_000, interval: 500 };
  await vi.waitFor(() => expect(listOfEngine(world)).toEqual([]), soon);
  expect(world.lines("faults")).toEqual([]);
  expect(world.lines("migrations").filter((line) => line === "ended")).toHaveLength(1);
}
