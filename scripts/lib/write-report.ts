/** Writes what people and programs read later, without a value that is secret. */

import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

import { maskInside, maskSecrets } from "../../platform/masking/known-secrets.ts";

/** A text as it is, anything else as JSON. Makes the folder. */
export function writeReport(file: string, content: unknown): void {
  mkdirSync(dirname(file), { recursive: true });
  const text = typeof content === "string" ? content : `${JSON.stringify(maskInside(content), null, 2)}\n`;
  writeFileSync(file, maskSecrets(text));
}

export function appendReport(file: string, text: string): void {
  appendFileSync(file, maskSecrets(text));
}
