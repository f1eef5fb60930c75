/** Looks at secrets where they are: whether they are there, and what they are like after an up. */

import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

import type { Environment } from "../../../platform/environment.ts";
import { type From, readSource } from "../../../platform/sources.ts";
import type { KeptSecrets } from "../../../platform/targets/operations.ts";
import { describeValue, openFingerprintKey, readRecord, type SecretRecord, writeRecord } from "./record.ts";

/**
 * Names of secrets whose source has nothing. No value is read; what only a command knows is not
 * asked.
 */
export function listAbsent({ root, name, components }: Environment): string[] {
  return Object.entries(components)
    .filter(([, { kind, from }]) => kind === "Secret" && from !== undefined)
    .filter(([, { from }]) => !isThere(from as From, root, name))
    .map(([secret]) => secret);
}

function isThere(from: From, root: string, environment: string): boolean {
  if ("variable" in from) return (process.env[from.variable] ?? "") !== "";
  if ("command" in from) return true;
  if ("config" in from) {
    const file = join(root, `Pulumi.${environment}.yaml`);
    return existsSync(file) && readFileSync(file, "utf8").includes(`${from.config}:`);
  }
  const found = statSync(join(root, "file" in from ? from.file : from.sops), { throwIfNoEntry: false });
  return found !== undefined && found.size > 0;
}

/** After an up: what each value is like, and since when. */
export async function recordSecrets(
  { root, name, components }: Environment, kept: KeptSecrets | undefined, now = new Date(),
): Promise<SecretRecord> {
  const before = readRecord(root, name);
  const key = openFingerprintKey(root);
  const record: Record<string, SecretRecord[string]> = {};
  for (const [secret, { kind, from }] of Object.entries(components)) {
    if (kind !== "Secret") continue;
    const value = await readValue(secret, from as From | undefined, root, kept);
    const known = before[secret];
    if (value !== undefined) record[secret] = describeValue(value, key, now, known);
    else if (known) record[secret] = known;
  }
  writeRecord(root, name, record);
  return record;
}

async function readValue(
  secret: string, from: From | undefined, root: string, kept: KeptSecrets | undefined,
): Promise<string | undefined> {
  if (from === undefined) return kept?.read(secret);
  return "config" in from ? undefined : readSource(from, root);
}
