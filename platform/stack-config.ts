/**
 * Secret values that are kept with a stack, in its `Pulumi.ENV.yaml`: which there are, and what
 * they hold where a passphrase opens them. Loads no Pulumi.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { parse } from "yaml";

import { openPassphrase } from "./passphrase.ts";
import type { From } from "./sources.ts";

/** Before a key of this project, as in Pulumi.yaml. */
const prefix = "andamio:";

interface Settings {
  encryptionsalt?: string;
  config?: Readonly<Record<string, unknown>>;
}

export function stackFileOf(root: string, environment: string): string {
  return join(root, `Pulumi.${environment}.yaml`);
}

/** Where a Secret's value is kept with the stack; none for a source that has no such place. */
export function configKeyOf(secret: string, from: From | undefined): string | undefined {
  if (from === undefined) return undefined;
  if ("config" in from) return from.config;
  return "variable" in from ? secret : undefined;
}

export function listConfigured(root: string, environment: string): ReadonlySet<string> {
  return new Set(Object.keys(readSettings(root, environment).config ?? {}).map(withoutPrefix));
}

/** `undefined` where only the engine can decrypt them. */
export async function readConfigured(
  root: string, environment: string, passphrase: string | undefined,
): Promise<Readonly<Record<string, string>> | undefined> {
  const { encryptionsalt, config = {} } = readSettings(root, environment);
  const sealed = Object.entries(config);
  if (sealed.length === 0) return {};
  if (encryptionsalt === undefined || passphrase === undefined) return undefined;
  const decrypt = await openPassphrase(encryptionsalt, passphrase);
  return decrypt && Object.fromEntries(sealed.map(([key, value]) => {
    const { secure } = (value ?? {}) as { secure?: string };
    return [withoutPrefix(key), secure === undefined ? String(value) : decrypt(secure)];
  }));
}

function readSettings(root: string, environment: string): Settings {
  const file = stackFileOf(root, environment);
  return existsSync(file) ? ((parse(readFileSync(file, "utf8")) ?? {}) as Settings) : {};
}

function withoutPrefix(key: string): string {
  return key.startsWith(prefix) ? key.slice(prefix.length) : key;
}
