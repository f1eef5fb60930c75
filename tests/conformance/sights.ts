/** What can be seen of a running component from outside, each after a change of one field. */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { text } from "node:stream/consumers";

import { expect, vi } from "vitest";

import { readSchedule, type Scheduled } from "../../platform/targets/local/schedules.ts";
import { listRecords, readUnit, type Unit } from "../../platform/targets/local/unit.ts";
import type { UnitStatus } from "../../platform/targets/operations.ts";
import { hasGap } from "../plan/marks.ts";
import type { Timed, World } from "./changing.ts";

/** After which nothing comes any more, on a busy machine too. */
export const waiting = { timeout: 30_000, interval: 250 };

export type Sight = (world: World, component: string) => Promise<unknown>;

/** What a program said of itself when it started. */
interface Found {
  words: string[];
  variables: Record<string, string>;
  secret?: string;
  flavour?: string;
  entries: string[];
}

type Pick = (found: Found) => unknown;

/** Of a process that runs: it has to be one that started since the change. */
export const ofRunning = (pick: Pick): Sight => async (world, component) =>
  pick({ ...readFound(world, component), variables: await readVariables(world, component) });

/** The variables of a process, as the system tells them. */
export async function readVariables(
  world: World, component: string,
): Promise<Record<string, string>> {
  const { pids = [] } = await world.status(component);
  const lines = readFileSync(`/proc/${pids[0]}/environ`, "utf8").split("\0").filter(Boolean);
  return Object.fromEntries(lines.map((line) => line.split(/=(.*)/s) as [string, string]));
}

/** A variable of the program that names everything. */
export const readerHas = (
  variable: string, pick = (value: string | undefined): unknown => value,
): Sight => async (world) => pick((await readVariables(world, "reader"))[variable]);

/** Of a Job: it ran again. */
export const ofRun = (pick: Pick): Sight => async (world, component) =>
  pick(readFound(world, component));

/** Of what is run by hand. */
export const ofNextRun = (pick: Pick): Sight => async (world, component) => {
  rmSync(`${world.trace(component)}.found.json`, { force: true });
  await world.andamio("run", "dev", component);
  return pick(readFound(world, component));
};

function readFound(world: World, component: string): Found {
  const file = `${world.trace(component)}.found.json`;
  if (!existsSync(file)) throw new Error(`${component} did not run`);
  return JSON.parse(readFileSync(file, "utf8")) as Found;
}

export const inStatus = (pick: (unit: Awaited<ReturnType<World["status"]>>) => unknown): Sight =>
  async (world, component) => pick(await world.status(component));

/** Whether none of it ran at some time of the change. */
export const hadGap: Sight = async (world, component) => {
  const lines = readTrace(world, component);
  return hasGap(lines, lines.lastIndexOf(changed) + 1);
};

/** What a trace says where the environment was changed. */
export const changed = "changed 0";

export function readTrace(world: World, component: string): string[] {
  const file = world.trace(component);
  return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
}

/** While it is `state`, which the program reads from a file beside its trace. */
export async function during<T>(
  world: World, component: string, state: string, look: () => Promise<T>,
): Promise<T> {
  const file = `${world.trace(component)}.${state}`;
  writeFileSync(file, "");
  try {
    return await look();
  } finally {
    rmSync(file, { force: true });
  }
}

/** What its status says once it no longer is ready; soon, or never. */
export const whenIll = (state: "sick" | "silent"): Sight => async (world, component) => {
  const ill = await during(world, component, state, () =>
    until(world, component, (unit) => unit.state === "failed"));
  await until(world, component, (unit) => unit.state === "ready");
  return ill.reason;
};

function until(
  world: World, component: string, holds: (unit: UnitStatus) => boolean,
): Promise<UnitStatus> {
  return vi.waitFor(async () => {
    const unit = await world.status(component);
    expect(holds(unit), `${component} is ${unit.state}`).toBe(true);
    return unit;
  }, waiting);
}

/** How it ends when it is told to. */
export const whenRestarted: Sight = (world, component) =>
  watchEnd(world, component, () => world.andamio("restart", "dev", component));

/** How a run ends that takes longer than it may. */
export const whenSlow: Sight = (world, component) => watchEnd(world, component, () =>
  during(world, component, "slow", () => world.andamio("run", "dev", component)));

async function watchEnd(
  world: World, component: string, end: () => Promise<Timed>,
): Promise<unknown> {
  const before = readTrace(world, component).length;
  const { code, seconds } = await end();
  const lines = readTrace(world, component).slice(before);
  const signal = lines.find((line) => line.startsWith("SIG"))?.split(" ")[0];
  return { code, signal, isSoon: seconds < 45 };
}

export const whenDeaf = (look: Sight): Sight => (world, component) =>
  during(world, component, "deaf", () => look(world, component));

/** An answer of its address: status and text. */
export const answerOf = (
  path: string, pick = async (response: Response): Promise<unknown> => response.text(),
): Sight => async (world, component) => {
  const { address } = await world.status(component);
  return pick(await fetch(new URL(path, address)));
};

/** How often a program was asked for a path. */
export const askedFor = (path: string, least: number): Sight => async (world, component) => {
  const { address } = await world.status(component);
  await vi.waitFor(async () => {
    const asked = (await (await fetch(`${address}/asked`)).json()) as Record<string, number>;
    expect(asked[path] ?? 0).toBeGreaterThanOrEqual(least);
  }, waiting);
  return true;
};

/** How often the command of a health check ran. */
export const checked = (least: number): Sight => async (world, component) => {
  const file = `${world.trace(component)}.checks`;
  rmSync(file, { force: true });
  const count = () => (existsSync(file) ? readFileSync(file, "utf8").trim().split("\n").length : 0);
  await vi.waitFor(() => expect(count()).toBeGreaterThanOrEqual(least), waiting);
  return true;
};

/** The unit that its launcher runs, which is the right one where it is ready. */
export const inUnit = (pick: (unit: Unit) => unknown): Sight => async (world, component) => {
  const { state } = await world.status(component);
  const record = listRecords(world.paths)
    .find((one) => one.component === component && one.kind !== "route");
  return state === "ready" ? pick(readUnit(world.paths, record!.unit)!) : state;
};

/** What its scheduler goes by, which reads it when it starts. */
export const inSchedule = (pick: (schedule: Scheduled) => unknown): Sight =>
  async ({ paths }, component) => pick(readSchedule(paths, component)!);

/** What a Redis says of a setting. */
export const redisSays = (variable: string, setting: string): Sight => async (world) => {
  const url = new URL((await readVariables(world, "reader"))[variable]!);
  const socket = connect(Number(url.port), url.hostname);
  socket.end(`AUTH ${decodeURIComponent(url.password)}\r\nCONFIG GET ${setting}\r\nQUIT\r\n`);
  return (await text(socket)).trim().split("\r\n").at(-2);
};
