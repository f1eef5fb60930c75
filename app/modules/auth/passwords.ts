/**
 * Password hashes: argon2id with the parameters that OWASP recommends, on the thread pool. A letter
 * with an accent is one character or two, as the keyboard has it; what is hashed is its NFC form.
 */

import { hash, verify } from "@node-rs/argon2";

let dummy: Promise<string> | undefined;

export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize("NFC"));
}

/**
 * Hashes of earlier versions hold the password in the form in which it was typed then. Takes as
 * long without a hash as with one, so that time does not tell which names exist.
 */
export async function verifyPassword(
  stored: string | undefined,
  password: string,
): Promise<boolean> {
  const against = stored ?? (await (dummy ??= hash("nobody's password")));
  for (const form of formsOf(password)) {
    if (await verify(against, form)) return stored !== undefined;
  }
  return false;
}

/** NFC first; one form where there are no accents. */
export function formsOf(text: string): string[] {
  return [...new Set([text.normalize("NFC"), text.normalize("NFD"), text])];
}
