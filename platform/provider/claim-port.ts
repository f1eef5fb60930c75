/** Gives a thing the port that it keeps, when nobody else has taken it meanwhile. */
import { PlatformError } from "../errors.ts";
import { findPort, forgetPort, isFree, keepPort, type PortWish } from "../targets/local/ports.ts";
import { isAlive } from "../targets/local/process-identity.ts";
import type { Machine } from "../targets/local/readiness.ts";
import { listRecords, readRecord, type UnitRecord } from "../targets/local/unit.ts";
import type { Inputs, Outputs } from "./handler.ts";
import { unknown } from "./values.ts";

interface Publishing {
  port: number;
  publish?: { port?: number };
}

export async function claimPort(
  { paths, supervisor }: Machine,
  name: string,
  inputs: Inputs,
  before: Outputs | undefined,
): Promise<number> {
  const wish = wishOf(name, inputs, before);
  const { wanted } = wish;
  const mayTake = judgePorts(paths, name);
  if (isFixed(inputs)) {
    if (await mayTake(wanted)) return wanted;
    const own = findOwn(paths, wanted);
    if (own === undefined) throw taken(inputs.component, wanted);
    await supervisor.remove([own]);
    return wanted;
  }
  const kept = await keepPort(paths, { ...wish, isFree: mayTake });
  if (await mayTake(kept)) return kept;
  await forgetPort(paths, name);
  return keepPort(paths, wish);
}

/** The port that `claimPort` will give. */
export async function foreseePort(
  { paths }: Machine,
  name: string,
  inputs: Inputs,
  before: Outputs | undefined,
): Promise<number | string> {
  const wish = { ...wishOf(name, inputs, before), isFree: judgePorts(paths, name) };
  return isFixed(inputs) ? wish.wanted : ((await findPort(paths, wish)) ?? unknown);
}

/** Whether nobody has a port, or it is held by what asks for it. */
function judgePorts(paths: Machine["paths"], name: string): (port: number) => Promise<boolean> {
  const record = readRecord(paths, name);
  const isOurs = (port: number) => record !== undefined && holds(record, port);
  return async (port) => isOurs(port) || isFree(port);
}

/**
 * The unit of this environment that has a port which another one publishes: it goes with its
 * component, for two never publish the same, but only after what comes in its place.
 */
function findOwn(paths: Machine["paths"], port: number): string | undefined {
  return listRecords(paths).find((record) => holds(record, port))?.unit;
}

function holds(record: UnitRecord, port: number): boolean {
  return record.port === port && (isAlive(record.child) || isAlive(record.launcher));
}

/** No other port will do. */
function isFixed(inputs: Inputs): boolean {
  return read(inputs).publish !== undefined;
}

function wishOf(name: string, inputs: Inputs, before: Outputs | undefined): PortWish {
  const asked = before?.["asked"] as Inputs | undefined;
  const held = before?.["port"];
  return {
    name,
    wanted: wantedOf(inputs),
    ...(asked && { earlier: wantedOf(asked) }),
    ...(typeof held === "number" && { held }),
  };
}

function wantedOf(inputs: Inputs): number {
  const { port, publish } = read(inputs);
  return publish?.port ?? port;
}

function read(inputs: Inputs): Publishing {
  return inputs as unknown as Publishing;
}

function taken(component: string, port: number): PlatformError {
  return new PlatformError(
    "port_taken",
    `port ${port}, which ${component} publishes, is taken by another program`,
    {
      hint: "andamio doctor says by whom; or give publish.port another number",
    },
  );
}
