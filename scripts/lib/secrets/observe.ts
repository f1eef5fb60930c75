/** Looks at secrets where they are: whether they are there, and what they are like after an up. */

import { statSync } from "node:fs";
import { join } from "node:path";

import type { Environment } from "../../../platform/environment.ts";
import { isPlatformError } from "../../../platform/errors.ts";
import { type From, readSource } from "../../../platform/sources.ts";
import { configKeyOf, listConfigured } from "../../../platform/stack-config.ts";
import type { KeptSecrets } from "../../../platform/targets/operations.ts";
import { readKeptValues } from "./read-kept.ts";
import { describeValue, openFingerprintKey, readRecord, type SecretRecord, writeRecord } from "./record.ts";

/**
 * Names of secrets whose source has nothing. No value is read; what only a command knows is not
 * asked.
 */
export function listAbsent({ root, name, components }: Environment): string[] {
  return Object.entries(components)
    .filter(([, { kind, from }]) => kind === "Secret" && from !== undefined)
    .filter(([secret, { from }]) => {
      const key = configKeyOf(secret, from as From);
      const isKept = key !== undefined && listConfigured(root, name).has(key);
      return !isKept && !isThere(from as From, root);
    })
    .map(([secret]) => secret);
}

function isThere(from: From, root: string): boolean {
  if ("variable" in from) return (process.env[from.variable] ?? "") !== "";
  if ("command" in from) return true;
  if ("config" in from) return false;
  const found = statSync(join(root, "file" in from ? from.file : from.sops), { throwIfNoEntry: false });
  return found !== undefined && found.size > 0;
}

/** After an up: what each value is like, and since when. */
export async function recordSecrets(
  environment: Environment, kept: KeptSecrets | undefined, now = new Date(),
): Promise<SecretRecord> {
  const record = await observeSecrets(environment, kept, now);
  writeRecord(environment.root, environment.name, record);
  return record;
}

/** What each value is like that would be deployed now. */
export async function observeSecrets(
  environment: Environment, kept: KeptSecrets | undefined, now: Date,
): Promise<SecretRecord> {
  const { root, name, components } = environment;
  const stored = await readKeptValues(environment);
  const before = readRecord(root, name);
  const key = openFingerprintKey(root);
  const record: Record<string, SecretRecord[string]> = {};
  for (const [secret, { kind, from }] of Object.entries(components)) {
    if (kind !== "Secret") continue;
    const value = await readValue(secret, from as From | undefined, root, kept) ?? stored[secret];
    const known = before[secret];
    if (value !== undefined) record[secret] = describeValue(value, key, now, known);
    else if (known) record[secret] = known;
  }
  return record;
}

async function readValue(
  secret: string, from: From | undefined, root: string, kept: KeptSecrets | undefined,
): Promise<string | undefined> {
  if (from === undefined) return kept?.read(secret);
  if ("config" in from) return undefined;
  try {
    return await readSource(from, root, secret);
  } catch (error) {
    if (!isPlatformError(error)) throw error;
    return undefined; // what cannot be read is reported as missing, where that is asked
  }
}
