/** Refuses, before anything starts, an environment whose secrets have no value: all at once. */

import type { Environment } from "../../../platform/environment.ts";
import { type Diagnostic, isPlatformError, PlatformError } from "../../../platform/errors.ts";
import { describeAbsence, type From, readSource } from "../../../platform/sources.ts";
import { configKeyOf, listConfigured } from "../../../platform/stack-config.ts";

interface Missing {
  secret: string;
  why: string;
  hint: string;
}

/** Throws `secret_missing`, with the line of each. */
export async function refuseMissing(environment: Environment): Promise<void> {
  const { name, locate } = environment;
  const missing = await listMissing(environment);
  if (missing.length === 0) return;
  const diagnostics = missing.map(({ secret, why, hint }): Diagnostic => ({
    code: "secret-missing",
    message: `Secret "${secret}" has no value: ${why}`,
    ...locate(`/components/${secret}/from`),
    help: `hint: ${hint}`,
  }));
  const lines = missing.map(({ secret, why }) => `  ${secret}: ${why}`);
  const what = missing.length === 1 ? "a secret" : "secrets";
  throw new PlatformError("secret_missing", `environment ${name} lacks ${what}:\n${lines.join("\n")}`, {
    hint: `give it, and the same command again; andamio env ${name} --template lists all that is to be set`,
    diagnostics,
  });
}

async function listMissing({ components, root, name }: Environment): Promise<Missing[]> {
  const configured = listConfigured(root, name);
  const missing: Missing[] = [];
  for (const [secret, { kind, from, optional }] of Object.entries(components)) {
    if (kind !== "Secret" || from === undefined || optional === true) continue;
    const source = from as From;
    const key = configKeyOf(secret, source);
    if (key !== undefined && configured.has(key)) continue;
    const why = await findFault(source, root, secret);
    if (why !== undefined) {
      missing.push({ secret, hint: describeWay(secret, source, name), ...why });
    }
  }
  return missing;
}

async function findFault(
  from: From, root: string, secret: string,
): Promise<{ why: string; hint?: string } | undefined> {
  if ("config" in from) return { why: describeAbsence(from) };
  try {
    const value = await readSource(from, root, secret);
    return value === undefined ? { why: describeAbsence(from) } : undefined;
  } catch (error) {
    if (!isPlatformError(error)) throw error;
    return { why: error.message, ...(error.hint !== undefined && { hint: error.hint }) };
  }
}

function describeWay(secret: string, from: From, environment: string): string {
  const kept = `andamio secrets set ${environment} ${secret}`;
  if ("config" in from) return `${kept} keeps one with the stack`;
  if ("variable" in from) return `set ${from.variable}, or keep a value with the stack: ${kept}`;
  if ("command" in from) return `try it by hand: ${from.command.join(" ")}`;
  return `write the value to ${"file" in from ? from.file : from.sops}`;
}
