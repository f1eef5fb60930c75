/**
 * What is remembered of each secret without its value: since when it is so, how long it is, and a
 * keyed fingerprint by which two can be seen to be one.
 */

import { createHmac, randomBytes } from "node:crypto";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";

import { keepText, readJson, writeJson } from "../../../platform/targets/local/files.ts";

export interface Traits {
  /** ISO 8601: when this value was seen first. */
  since: string;
  fingerprint: string;
  bytes: number;
  /** How many characters differ. */
  distinct: number;
  /** Whether it is one of those that stand in examples. */
  example: boolean;
  /** ISO 8601: until when the value before it is kept. */
  overlapUntil?: string;
}
export type SecretRecord = Readonly<Record<string, Traits>>;

/** Whole words, or parts that nobody writes by chance. */
const examples = new RegExp(
  "^(secret|password|passw0rd|admin|test|default|example|dev|letmein|qwerty)[\\W\\d_]*$"
  + "|change[-_ ]?me|your[-_]?secret|insecure|admin1234|gestor123|user123|client1234",
  "i",
);

const folderOf = (root: string) => join(root, ".andamio/secrets");

export function readRecord(root: string, environment: string): SecretRecord {
  const record = readJson<SecretRecord>(join(folderOf(root), `${environment}.json`));
  return typeof record === "object" && record !== null ? record : {};
}

/** Of the other environments of this clone, by their names. */
export function readOtherRecords(root: string, environment: string): Record<string, SecretRecord> {
  const folder = folderOf(root);
  if (!existsSync(folder)) return {};
  const names = readdirSync(folder).filter((file) => file.endsWith(".json")).map((file) => basename(file, ".json"));
  const others = names.filter((name) => name !== environment);
  return Object.fromEntries(others.map((name) => [name, readRecord(root, name)]));
}

/** Of an environment that is no longer deployed. */
export function forgetRecord(root: string, environment: string): void {
  rmSync(join(folderOf(root), `${environment}.json`), { force: true });
}

export function writeRecord(root: string, environment: string, record: SecretRecord): void {
  writeJson(join(folderOf(root), `${environment}.json`), record);
}

/** What of a value may be remembered; `since` stays while the value does. */
export function describeValue(
  value: string, key: string, now: Date, before?: Traits,
): Traits {
  const fingerprint = createHmac("sha256", key).update(value).digest("hex").slice(0, 16);
  const same = before?.fingerprint === fingerprint;
  return {
    since: same ? before.since : now.toISOString(),
    fingerprint,
    bytes: Buffer.byteLength(value),
    distinct: new Set(value).size,
    example: examples.test(value),
    ...(same && before.overlapUntil !== undefined && { overlapUntil: before.overlapUntil }),
  };
}

/** Of this clone: without it nobody can try values against the fingerprints. */
export function openFingerprintKey(root: string): string {
  return keepText(join(folderOf(root), ".key"), 64, () => randomBytes(32).toString("hex"));
}
