/**
 * Opens the running side of an environment for the verbs that look at it or steer it. The engine
 * is not loaded.
 */

import type { Component, Environment } from "../../platform/environment.ts";
import { isPlatformError, PlatformError } from "../../platform/errors.ts";
import type { Operations, UnitStatus } from "../../platform/targets/operations.ts";
import type { Target } from "../../platform/targets/target.ts";
import { asTyped } from "./as-typed.ts";
import { type Failure, type Failures, readFailures } from "./failures.ts";
import { translateNames } from "./moved-names.ts";
import { describeChoice } from "./suggest.ts";
import type { Call } from "./verb.ts";

/** What runs, and what its file says of it. */
export type Unit = UnitStatus & {
  labels?: Readonly<Record<string, string>>;
  /** Why its last deployment failed; what ran before may still serve. */
  failure?: Failure;
};

export interface Opened {
  operations: Operations;
  /** In the order of the file. */
  readStatus: () => Promise<readonly Unit[]>;
  /** Absent when the file has faults: what runs can still be looked at and stopped. */
  environment?: Environment;
}

export async function openOperations(call: Call): Promise<Opened> {
  const environment = await tryLoad(call);
  return open(call, environment, await targetOf(environment), call);
}

/** Of one that has been read. */
export async function openKnown(environment: Environment): Promise<Opened> {
  const { root, name } = environment;
  return open({ root, environment: name }, environment, await targetOf(environment));
}

async function targetOf(environment: Environment | undefined): Promise<Target> {
  const { targets } = await import("../../platform/targets/index.ts");
  const [first] = Object.values(targets);
  const target = environment === undefined ? first : targets[environment.target];
  if (target) return target;
  throw new PlatformError("target_unsupported", `there is no target "${environment?.target}"`);
}

async function open(
  { environment: name, root }: Pick<Call, "environment" | "root">,
  environment: Environment | undefined,
  target: Target,
  call?: Call,
): Promise<Opened> {
  const settings = await findSettings(environment);
  const known = await target.operate({ name, root, settings });
  const bare = translateNames(known, environment?.moved ?? {});
  const { maskOperations } = await import("./mask-operations.ts");
  const operations = call ? maskOperations(bare, call, environment) : bare;
  const readAll = () =>
    readStatus(operations, environment, readFailures({ root, environment: name }));
  return { environment, operations, readStatus: readAll };
}

/** With what stands in Secrets from outside; and with the key of a far host at hand. */
async function findSettings(environment: Environment | undefined): Promise<Environment["settings"]> {
  const { host, key } = environment?.settings ?? {};
  if (environment === undefined || (host ?? key) === undefined) return environment?.settings ?? {};
  const { fillIn } = await import("./fill-in.ts");
  const { lendKey } = await import("./lend-key.ts");
  await lendKey(environment);
  return { ...environment.settings, ...(typeof host === "string" && { host: await fillIn(host, environment) }) };
}

/**
 * A target knows processes; what kind of component each belongs to stands in the file, and what
 * failed before it ran is kept aside.
 */
async function readStatus(
  operations: Operations, environment: Environment | undefined, failures: Failures,
): Promise<readonly Unit[]> {
  const running = await operations.status();
  const components = environment?.components ?? {};
  const absent = Object.entries(failures).filter(([name]) =>
    components[name] !== undefined && !running.some(({ component }) => component === name));
  const never = absent.map(([component, { message }]): UnitStatus =>
    ({ component, kind: "", state: "failed", reason: message }));
  const order = Object.keys(components);
  return [...running, ...never]
    .map((unit) => describeUnit(unit, components[unit.component], failures[unit.component]))
    .toSorted((a, b) => order.indexOf(a.component) - order.indexOf(b.component));
}

function describeUnit(
  unit: UnitStatus, component: Component | undefined, failure: Failure | undefined,
): Unit {
  const labels = (component?.labels ?? {}) as Record<string, string>;
  const kind = component?.kind ?? unit.kind;
  const isLabelled = Object.keys(labels).length > 0;
  return { ...unit, kind, ...(isLabelled && { labels }), ...(failure && { failure }) };
}

/** The same, for what starts or stops things: that may need programs of this machine. */
export async function openSteering(call: Call, known?: Environment): Promise<Opened> {
  const environment = known ?? (await tryLoad(call));
  const target = await targetOf(environment);
  const { findTools, toolNames } = await import("./tools.ts");
  const options = { onProgress: call.output.note, signal: call.signal };
  const paths = await findTools(toolNames(target, []), options);
  for (const [variable, path] of Object.entries(paths)) process.env[variable] ??= path;
  return open(call, environment, target, call);
}

/** A file that is away or has faults must not keep anybody from stopping what it once started. */
async function tryLoad(call: Call): Promise<Environment | undefined> {
  const { environment: name, root } = call;
  const { findKnown } = await import("./recorded/environment-of.ts");
  try {
    const { environment, instead } = await findKnown(root, name);
    if (instead !== undefined) noteRecorded(call, instead);
    return environment;
  } catch (error) {
    if (!isPlatformError(error) || error.code !== "spec_invalid") {
      throw error;
    }
    noteFaults(call);
    return undefined;
  }
}

/** Says that the state stands in for the file. */
export function noteRecorded(call: Call, why: "no file" | "faults"): void {
  if (why === "faults") noteFaults(call);
  else call.output.note(`note: ${call.environment} has no file here; what was deployed last is read from its state`);
}

function noteFaults({ environment: name, output }: Call): void {
  output.note(asTyped(`note: the file of ${name} has faults: andamio validate ${name}`));
}

/** Throws `component_unknown`. Of a faulty file any name is taken. */
export function checkComponents(
  { environment }: Pick<Opened, "environment">, names: readonly string[], kinds?: readonly string[],
): void {
  if (environment === undefined) {
    return;
  }
  const known = Object.entries(environment.components)
    .filter(([, { kind }]) => kinds === undefined || kinds.includes(kind))
    .map(([name]) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw unknownComponent(environment, unknown, known, kinds);
}

function unknownComponent(
  { name, components }: Environment,
  asked: string,
  known: readonly string[],
  kinds?: readonly string[],
): PlatformError {
  const what = kinds?.join(" or ") ?? "component";
  const kind = components[asked]?.kind;
  const message = kind === undefined ? `${name} has no ${what} called "${asked}"` : `"${asked}" is a ${kind}, not a ${what}`;
  const hint = known.length === 0 ? `andamio status ${name}` : describeChoice(asked, known, `${name} has`);
  return new PlatformError("component_unknown", message, { hint });
}
