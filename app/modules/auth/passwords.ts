/** Password hashes: argon2id with the parameters that OWASP recommends, on the thread pool. */

import { hash, verify } from "@node-rs/argon2";

let dummy: Promise<string> | undefined;

export function hashPassword(password: string): Promise<string> {
  return hash(password);
}

/** Takes as long without a hash as with one, so that time does not tell which names exist. */
export async function verifyPassword(
  stored: string | undefined,
  password: string,
): Promise<boolean> {
  const fits = await verify(stored ?? (await (dummy ??= hash("nobody's password"))), password);
  return fits && stored !== undefined;
}
