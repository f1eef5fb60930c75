/**
 * Texts with references, for what works without the engine: a Secret is read from where it comes.
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";

import type { Environment } from "../../platform/environment.ts";
import { PlatformError } from "../../platform/errors.ts";
import { parseText } from "../../platform/spec/references.ts";

/** Throws `secret_missing`. */
export function fillIn(text: string, environment: Environment): string {
  const parts = parseText(text).map((part) => {
    if (part.type === "reference") return readSecret(part.component, environment);
    return part.type === "words" ? part.text : part.written;
  });
  return parts.join("");
}

function readSecret(name: string, { components, root, name: environment }: Environment): string {
  const { variable, file } = (components[name]?.from ?? {}) as { variable?: string; file?: string };
  const value = variable === undefined ? readText(root, file) : process.env[variable];
  if (value !== undefined && value !== "") return value;
  const place = variable === undefined ? `the file ${file}` : `the variable ${variable}`;
  if (variable === undefined && file === undefined) {
    throw new PlatformError("secret_missing", `"${name}" is known to the engine alone`, {
      hint: `docker login, or andamio up ${environment}, which builds as well`,
    });
  }
  const message = `environment ${environment} lacks a secret: ${name}, from ${place}`;
  throw new PlatformError("secret_missing", message, {
    hint: "set it where you run andamio, and give the same command again",
  });
}

function readText(root: string, file: string | undefined): string | undefined {
  try {
    return file === undefined ? undefined : readFileSync(join(root, file), "utf8").trimEnd();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
