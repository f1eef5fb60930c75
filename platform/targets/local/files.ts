/** Files that are never seen half-written. */
import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Replaces a file as a whole; only its owner may read it. */
export function writePrivately(path: string, content: string): void {
  makePrivateFolder(dirname(path));
  const temporary = `${path}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    writeFileSync(temporary, content, { mode: 0o600 });
    renameSync(temporary, path);
  } catch (cause) {
    rmSync(temporary, { force: true });
    throw cause;
  }
}

export function writeJson(path: string, value: unknown): void {
  writePrivately(path, `${JSON.stringify(value, null, 2)}\n`);
}

/** The parsed file; `undefined` when it is not there or is no JSON. */
export function readJson<T>(path: string): T | undefined {
  const text = readText(path);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined; // a torn or edited file counts as lost: whoever owns it writes it anew
  }
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

/** Makes a folder that only its owner may enter. */
export function makePrivateFolder(path: string): void {
  if (mkdirSync(path, { recursive: true, mode: 0o700 })) chmodSync(path, 0o700);
}
