/** Finds credentials in the words of a command: after a flag, in an assignment, in a URL. */
import { hasCredentialShape, isCredential, namesCredential } from "./plain-credentials.ts";
import { readShell } from "./read-command.ts";

/** By the place of the word that holds one, the name under which it stands. */
export function findCommandCredentials(words: readonly string[]): Map<number, string> {
  const found = new Map<number, string>();
  const isClient = words.some((word) => clients.test(word));
  words.forEach((word, at) => {
    const name = nameOf(word, words[at - 1], isClient);
    if (name !== undefined) found.set(at, name);
  });
  return found;
}

function nameOf(
  word: string, before: string | undefined, isClient: boolean,
): string | undefined {
  if (hasCredentialShape(word)) return "command";
  return findAssigned(word)
    ?? (isLongFlag(before) && !word.startsWith("-") && holds(before, word) ? before : undefined)
    ?? findShort(word, isClient)
    ?? (/\s/.test(word) ? findInText(word) : undefined);
}

/** `--password=VALUE`, or `DB_PASSWORD=VALUE` before a program. */
function findAssigned(word: string): string | undefined {
  const [, name, value] = /^(--?[A-Za-z][\w.-]*|[A-Za-z_]\w*)=(.+)$/s.exec(word) ?? [];
  return name !== undefined && value !== undefined && holds(name, value) ? name : undefined;
}

function findShort(word: string, isClient: boolean): string | undefined {
  const value = /^-p(?<value>[^\s=:/]{4,})$/.exec(word)?.groups?.value;
  return value !== undefined && (isClient || isUsual(value)) && isLiteral(value) ? "-p" : undefined;
}

/** The text of a shell is programs with words themselves. */
function findInText(text: string): string | undefined {
  for (const { words } of readShell(text).programs) {
    const [first] = findCommandCredentials(words).values();
    if (first !== undefined) return first;
  }
  return undefined;
}

function isLongFlag(word: string | undefined): word is string {
  return word !== undefined && /^--?[A-Za-z][\w.-]+$/.test(word);
}

function holds(flag: string, value: string): boolean {
  return namesCredential(flag) && isLiteral(value) && isCredential(flag, value);
}

/** A value that the shell fills in is written elsewhere. */
function isLiteral(value: string): boolean {
  return !/^["']?\$/.test(value);
}

/** To these clients `-pVALUE` is a password; to other programs it may be a port or a path. */
const clients =
  /(^|\/)(mysql\w*|mariadb(-\w+)?|sshpass|mongo(sh|dump|restore)?|smbclient|7z|unzip|zip|docker)$/;

/** To whatever program, such a value is no port and no path. */
function isUsual(value: string): boolean {
  return /^(secret|pass|pw|hunter|changeme)/i.test(value);
}
