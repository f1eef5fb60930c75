/**
 * Texts with references, for what works without the engine: a Secret is read from where it comes.
 */

import type { Environment } from "../../platform/environment.ts";
import { PlatformError } from "../../platform/errors.ts";
import { describeAbsence, type From, readSource } from "../../platform/sources.ts";
import { parseText } from "../../platform/spec/references.ts";
import { readKeptValues } from "./secrets/read-kept.ts";

/** Throws `secret_missing`. */
export async function fillIn(text: string, environment: Environment): Promise<string> {
  const parts = parseText(text).map((part) => {
    if (part.type === "reference") return readSecret(part.component, environment);
    return part.type === "words" ? part.text : part.written;
  });
  return (await Promise.all(parts)).join("");
}

async function readSecret(name: string, environment: Environment): Promise<string> {
  const { components, root } = environment;
  const from = components[name]?.from as From | undefined;
  const kept = (await readKeptValues(environment))[name];
  if (from === undefined || ("config" in from && kept === undefined)) {
    throw new PlatformError("secret_missing", `"${name}" is known to the engine alone`, {
      hint: "let it come from a variable, a file, a command or SOPS",
    });
  }
  const value = ("config" in from ? undefined : await readSource(from, root, name)) ?? kept;
  if (value !== undefined) return value;
  const message = `environment ${environment.name} lacks a secret: ${name}: ${describeAbsence(from)}`;
  throw new PlatformError("secret_missing", message, {
    hint: "set it where you run andamio, and give the same command again",
  });
}
