/** Gives generated secrets new values, and forgets the old ones when their time is over. */

import { randomBytes } from "node:crypto";

import type { Environment } from "../../../platform/environment.ts";
import { PlatformError } from "../../../platform/errors.ts";
import type { KeptSecrets } from "../../../platform/targets/operations.ts";
import type { Contract } from "./contract.ts";
import { describeValue, openFingerprintKey, readRecord, writeRecord } from "./record.ts";

interface Rotating {
  environment: Environment;
  kept: KeptSecrets | undefined;
  now: Date;
}

/** The value counts from the next up on. Throws `component_unknown` and `target_unsupported`. */
export async function rotateSecret(
  { name, source, generated, overlapMs }: Contract, { environment, kept, now }: Rotating,
): Promise<void> {
  if (!generated) {
    throw new PlatformError("target_unsupported", `"${name}" comes from ${source}, and is made anew there`, {
      hint: `change it there, then andamio up ${environment.name}`,
    });
  }
  if (!kept) {
    throw new PlatformError("target_unsupported", `target ${environment.target} cannot rotate secrets yet`);
  }
  const old = await kept.read(name);
  if (old === undefined) {
    throw new PlatformError("not_running", `"${name}" was not made yet`, { hint: `andamio up ${environment.name}` });
  }
  // the old value first: cut short here, nothing has changed
  if (overlapMs > 0) await kept.write(`${name}-previous`, old);
  const value = makeValue(name, environment);
  await kept.write(name, value);
  remember(name, value, overlapMs, { environment, kept, now });
}

/** Gives each `previous` whose overlap is over a value that nobody has; tells which. */
export async function endOverlaps({ environment, kept, now }: Rotating): Promise<string[]> {
  const record = readRecord(environment.root, environment.name);
  const over = Object.entries(record).filter(([, { overlapUntil }]) =>
    overlapUntil !== undefined && Date.parse(overlapUntil) <= now.getTime());
  if (!kept || over.length === 0) return [];
  const rest = { ...record };
  for (const [name, { overlapUntil: _, ...traits }] of over) {
    const fresh = makeValue(name, environment);
    if (environment.components[name]) await kept.write(`${name}-previous`, fresh);
    rest[name] = traits;
  }
  writeRecord(environment.root, environment.name, rest);
  return over.map(([name]) => name);
}

function remember(
  name: string, value: string, overlapMs: number, { environment, now }: Rotating,
): void {
  const { root, name: of } = environment;
  const traits = describeValue(value, openFingerprintKey(root), now);
  const overlapUntil = new Date(now.getTime() + overlapMs).toISOString();
  const own = overlapMs > 0 ? { ...traits, overlapUntil } : traits;
  writeRecord(root, of, { ...readRecord(root, of), [name]: own });
}

function makeValue(name: string, { components }: Environment): string {
  const { bytes = 32, format = "base64url" } =
    (components[name]?.generate ?? {}) as { bytes?: number; format?: "base64url" | "hex" };
  return randomBytes(bytes).toString(format);
}
