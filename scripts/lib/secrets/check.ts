/** What is wrong with the secrets of an environment, told without a value. Pure. */

import type { Contract } from "./contract.ts";
import type { SecretRecord } from "./record.ts";

export interface Problem {
  secret: string;
  code: "missing" | "unused" | "weak" | "expired" | "shared" | "unknown-age";
  /** `warning` does not fail the check. */
  severity: "error" | "warning";
  what: string;
  hint: string;
}

interface Known {
  environment: string;
  record: SecretRecord;
  others: Readonly<Record<string, SecretRecord>>;
  /** Names of those whose source has nothing. */
  absent: readonly string[];
  now: Date;
}

export function checkSecrets(contracts: readonly Contract[], known: Known): Problem[] {
  return contracts.flatMap((contract) => [
    ...checkPresence(contract, known),
    ...checkUse(contract),
    ...checkStrength(contract, known),
    ...checkAge(contract, known),
    ...checkSharing(contract, known),
  ]);
}

function checkPresence(
  { name, source, optional }: Contract, { absent, environment }: Known,
): Problem[] {
  if (optional || !absent.includes(name)) return [];
  const kept = `andamio secrets set ${environment} ${name}`;
  const hint = `set it where you run andamio, or keep one: ${kept}`;
  return [fail(name, "missing", `${source} has no value`, hint)];
}

function checkUse({ name, consumers, scopes }: Contract): Problem[] {
  if (consumers.length > 0 || scopes.length > 0) return [];
  return [fail(name, "unused", "nothing refers to it", "remove it from the file")];
}

function checkStrength(
  { name, minBytes, purpose }: Contract, { record, environment }: Known,
): Problem[] {
  const traits = record[name];
  if (!traits) return [];
  const hint = renew(name, environment);
  if (traits.example) return [fail(name, "weak", "it stands in examples", hint)];
  if (traits.bytes < minBytes) {
    return [fail(name, "weak", `it has ${traits.bytes} bytes, and needs ${minBytes}`, hint)];
  }
  const few = purpose !== "other" && traits.distinct < 5;
  return few ? [fail(name, "weak", `it has ${traits.distinct} different characters`, hint)] : [];
}

function checkAge({ name, maxAgeMs }: Contract, { record, now, environment }: Known): Problem[] {
  if (maxAgeMs === undefined) return [];
  const since = record[name]?.since;
  if (since === undefined) {
    const what = "its age is known after the next up of this clone";
    return [{ ...fail(name, "unknown-age", what, `andamio up ${environment}`), severity: "warning" }];
  }
  const age = now.getTime() - Date.parse(since);
  if (age <= maxAgeMs) return [];
  const what = `it is ${days(age)} old, and may be ${days(maxAgeMs)}`;
  return [fail(name, "expired", what, renew(name, environment))];
}

/** In this environment and in the others of this clone. */
function checkSharing(
  { name }: Contract, { record, others, environment: here }: Known,
): Problem[] {
  const own = record[name]?.fingerprint;
  if (own === undefined) return [];
  const same = Object.entries({ "": record, ...others }).flatMap(([environment, secrets]) =>
    Object.entries(secrets)
      .filter(([other, { fingerprint }]) => fingerprint === own && (environment !== "" || other !== name))
      .map(([other]) => environment === "" ? `"${other}"` : `"${other}" of ${environment}`));
  if (same.length === 0) return [];
  const what = `it has the value of ${same.join(", ")}`;
  return [fail(name, "shared", what, renew(name, here))];
}

function renew(name: string, environment: string): string {
  return `andamio secrets rotate ${environment} ${name}`;
}

function fail(secret: string, code: Problem["code"], what: string, hint: string): Problem {
  return { secret, code, severity: "error", what, hint };
}

function days(milliseconds: number): string {
  const count = Math.floor(milliseconds / 86_400_000);
  return count === 1 ? "1 day" : `${count} days`;
}
