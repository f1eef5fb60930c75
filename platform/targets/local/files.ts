/** Files that are never seen half-written. */
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";

import { parseJson } from "../parse-json.ts";

/**
 * Replaces a file as a whole, on the disk before it has its name; only its owner may read it. The
 * one way in which files of ours are written.
 */
export function writePrivately(path: string, content: string | Uint8Array): void {
  makePrivateFolder(dirname(path));
  const temporary = `${path}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    writeFileSync(temporary, content, { mode: 0o600, flush: true });
    renameSync(temporary, path);
    flushFolder(dirname(path));
  } catch (cause) {
    rmSync(temporary, { force: true });
    throw cause;
  }
}

/** A name counts after a power cut only when its folder was written too. */
function flushFolder(path: string): void {
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } catch {
    // some file systems cannot; the file itself is whole
  } finally {
    closeSync(folder);
  }
}

export function writeJson(path: string, value: unknown): void {
  writePrivately(path, `${JSON.stringify(value, null, 2)}\n`);
}

/** The parsed file; `undefined` when it is not there or is no JSON. */
export function readJson<T>(path: string): T | undefined {
  const text = readText(path);
  // a torn or edited file counts as lost: whoever owns it writes it anew
  return text === undefined ? undefined : (parseJson(text) as T | undefined);
}

/** `undefined` when there is no such file. */
export function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) { return undefined; }
    throw error;
  }
}

/**
 * The text of a file that is made once. Of two that make it at once, one wins and both read it; one
 * that was cut short is replaced.
 */
export function keepText(path: string, shortest: number, make: () => string): string {
  const kept = readText(path)?.trim();
  if (kept !== undefined && kept.length >= shortest) return kept;
  const draft = `${path}.${randomBytes(6).toString("hex")}.draft`;
  writePrivately(draft, make());
  try {
    if (kept === undefined) linkSync(draft, path);
    else renameSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return readText(path)!.trim();
}

/** Makes a folder that only its owner may enter. */
export function makePrivateFolder(path: string): void {
  if (mkdirSync(path, { recursive: true, mode: 0o700 })) chmodSync(path, 0o700);
}
