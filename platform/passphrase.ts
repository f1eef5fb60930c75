/** Decrypts what the engine encrypted with a passphrase, in a state or in a stack's settings. */
import { createDecipheriv, pbkdf2 } from "node:crypto";
import { promisify } from "node:util";

/** Decrypts one `v1:NONCE:TEXT`. Throws where the text was changed. */
export type Decrypt = (sealed: string) => string;

const iterations = 1_000_000;
const keys = new Map<string, Promise<Buffer>>();

/**
 * `salt` is the engine's `v1:SALT:v1:NONCE:TEXT`; the second part proves the passphrase.
 * `undefined` where it is another one.
 */
export async function openPassphrase(
  salt: string, passphrase: string,
): Promise<Decrypt | undefined> {
  const [version, bytes = "", ...proof] = salt.split(":");
  if (version !== "v1") return undefined;
  const key = await deriveKey(passphrase, bytes);
  const decrypt: Decrypt = (sealed) => open(key, sealed);
  try {
    return decrypt(proof.join(":")) === "pulumi" ? decrypt : undefined;
  } catch {
    return undefined; // it does not open what was sealed for this purpose
  }
}

/** Half a second of work, so it is done once. */
function deriveKey(passphrase: string, salt: string): Promise<Buffer> {
  const id = JSON.stringify([passphrase, salt]);
  const known = keys.get(id);
  if (known) return known;
  const made = promisify(pbkdf2)(passphrase, Buffer.from(salt, "base64"), iterations, 32, "sha256");
  keys.set(id, made);
  return made;
}

function open(key: Buffer, sealed: string): string {
  const [, nonce = "", text = ""] = sealed.split(":");
  const bytes = Buffer.from(text, "base64");
  const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(nonce, "base64"));
  decipher.setAuthTag(bytes.subarray(-16));
  return Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]).toString("utf8");
}
