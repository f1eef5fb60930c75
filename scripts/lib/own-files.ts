/** Keeps a folder of files that a command makes: it knows its own by their first line. */

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { PlatformError } from "../../platform/errors.ts";

/**
 * Writes what differs and removes what is no longer made. Throws `usage` where a file of somebody
 * else is in the way, before anything is touched.
 */
export function writeOwnFiles(
  folder: string, files: Readonly<Record<string, string>>, command: string,
): { written: string[]; removed: string[] } {
  const markOf = (name: string) =>
    `${name.endsWith(".mjs") ? "//" : "#"} Made by \`${command}\`: what is changed here is lost.\n`;
  const read = (name: string) => existsSync(join(folder, name)) ? readFileSync(join(folder, name), "utf8") : undefined;
  const written = Object.keys(files).filter((name) => read(name) !== markOf(name) + files[name]);
  const isOwn = (name: string) => read(name)?.startsWith(markOf(name)) ?? false;
  const foreign = written.find((name) => read(name) !== undefined && !isOwn(name));
  if (foreign !== undefined) {
    throw new PlatformError("usage", `${join(folder, foreign)} was not made by \`${command}\``, { hint: "choose another folder" });
  }
  const there = existsSync(folder) ? readdirSync(folder) : [];
  const others = there.filter((name) => name.endsWith(".yaml") && !Object.hasOwn(files, name));
  const removed = others.filter(isOwn);
  mkdirSync(folder, { recursive: true });
  for (const name of written) writeFileSync(join(folder, name), markOf(name) + files[name]);
  for (const name of removed) rmSync(join(folder, name));
  return { written, removed };
}
