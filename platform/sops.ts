/** Reads one value of a file that SOPS encrypted for age. Writes none, and keeps no key. */
import { createDecipheriv } from "node:crypto";
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

import { parse } from "yaml";

import { PlatformError } from "./errors.ts";

interface Sealed {
  sops?: { age?: readonly { recipient: string; enc: string }[] };
  [key: string]: unknown;
}

/**
 * `key` is the way to the value, as `database.password`. Throws `secret_missing` where none of the
 * identities at hand opens the file, or where it is not what SOPS writes.
 */
export async function readSops(
  root: string,
  file: string,
  key: string,
): Promise<string | undefined> {
  const sealed = parse(readFileSync(join(root, file), "utf8")) as Sealed | null;
  const path = key.split(".");
  const found = path.reduce<unknown>(
    (inside, step) => (inside as Record<string, unknown> | undefined)?.[step],
    sealed,
  );
  if (found === undefined || found === null) return undefined;
  const [, data, iv, tag] =
    /^ENC\[AES256_GCM,data:(.*),iv:(.+),tag:(.+),type:\w+\]$/.exec(String(found)) ?? [];
  if (data === undefined || iv === undefined || tag === undefined) {
    throw refuse(file, `${key} is not encrypted in it`, "sops --encrypt --in-place");
  }
  return open(await openDataKey(sealed ?? {}, file), { data, iv, tag }, path, file);
}

/** The way to a value is sealed with it, so that it cannot be moved to another place. */
function open(
  dataKey: Uint8Array,
  { data, iv, tag }: Record<"data" | "iv" | "tag", string>,
  path: readonly string[],
  file: string,
): string {
  try {
    const decipher = createDecipheriv("aes-256-gcm", dataKey, Buffer.from(iv, "base64"));
    decipher.setAAD(Buffer.from(path.map((step) => `${step}:`).join("")));
    decipher.setAuthTag(Buffer.from(tag, "base64"));
    return Buffer.concat([decipher.update(data, "base64"), decipher.final()]).toString("utf8");
  } catch (cause) {
    throw refuse(file, `${path.join(".")} was changed after it was encrypted`, "sops edit", cause);
  }
}

async function openDataKey({ sops }: Sealed, file: string): Promise<Uint8Array> {
  const { armor, Decrypter } = await import("age-encryption");
  const decrypter = new Decrypter();
  const identities = readIdentities();
  for (const identity of identities) decrypter.addIdentity(identity);
  for (const { enc } of identities.length > 0 ? (sops?.age ?? []) : []) {
    try {
      return await decrypter.decrypt(armor.decode(enc));
    } catch (cause) {
      // sealed for somebody else: another of its recipients may be here
      if (!(cause instanceof Error)) throw cause;
    }
  }
  throw refuse(file, "no age key that is here opens it", "export SOPS_AGE_KEY_FILE=…");
}

/** Where sops itself looks for them. */
function readIdentities(): string[] {
  const { SOPS_AGE_KEY, SOPS_AGE_KEY_FILE, XDG_CONFIG_HOME } = process.env;
  const usual = join(XDG_CONFIG_HOME ?? join(homedir(), ".config"), "sops/age/keys.txt");
  const text = SOPS_AGE_KEY ?? readIfThere(SOPS_AGE_KEY_FILE ?? usual);
  return text.split("\n").map((line) => line.trim()).filter((line) => line.startsWith("AGE-"));
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return ""; // then no key is here, which is said with the name of the file that needs one
  }
}

function refuse(file: string, what: string, hint: string, cause?: unknown): PlatformError {
  return new PlatformError("secret_missing", `${file}: ${what}`, { hint, cause });
}
