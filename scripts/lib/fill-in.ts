/**
 * Texts with references, for what works without the engine: a Secret is read from where it comes.
 */

import type { Environment } from "../../platform/environment.ts";
import { PlatformError } from "../../platform/errors.ts";
import { describeAbsence, type From, readSource } from "../../platform/sources.ts";
import { parseText } from "../../platform/spec/references.ts";

/** Throws `secret_missing`. */
export async function fillIn(text: string, environment: Environment): Promise<string> {
  const parts = parseText(text).map((part) => {
    if (part.type === "reference") return readSecret(part.component, environment);
    return part.type === "words" ? part.text : part.written;
  });
  return (await Promise.all(parts)).join("");
}

async function readSecret(
  name: string, { components, root, name: environment }: Environment,
): Promise<string> {
  const from = components[name]?.from as From | undefined;
  if (from === undefined || "config" in from) {
    throw new PlatformError("secret_missing", `"${name}" is known to the engine alone`, {
      hint: "let it come from a variable, a file, a command or SOPS",
    });
  }
  const value = await readSource(from, root);
  if (value !== undefined) return value;
  const message = `environment ${environment} lacks a secret: ${name}: ${describeAbsence(from)}`;
  throw new PlatformError("secret_missing", message, {
    hint: "set it where you run andamio, and give the same command again",
  });
}
