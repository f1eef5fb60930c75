/**
 * The environment files of a project: which there are, which can be deployed, and how they are
 * read. Knows no field but `target` and `extends`.
 */
import { lstatSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, sep } from "node:path";

import { isBinaryFile } from "./binary-files.ts";
import {
  decode,
  type Decoded,
  maximumBytes,
  refuseLink,
  refuseOdd,
  refuseSize,
  refuseUnreadable,
} from "./spec/decode.ts";
import type { Reader } from "./spec/layers.ts";

export interface EnvironmentFile {
  name: string;
  file: string;
}

const folder = "environments";
const nameForm = /^[a-z][a-z0-9-]{0,19}$/;

/** Environments that can be deployed, by name; layers are left out. Reads no more than it must. */
export function listEnvironments(root: string): EnvironmentFile[] {
  return listFiles(root).filter(({ file }) => isDeployable(root, file));
}

/** Also layers. */
export function listFiles(root: string): EnvironmentFile[] {
  if (!isFolder(join(root, folder))) return [];
  return listBelow(join(root, folder))
    .filter(isYaml)
    .map((path) => ({ name: basename(path, ".yaml"), file: `${folder}/${path}` }))
    .filter(({ name }) => nameForm.test(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Links to folders are not followed: they may lead anywhere, and round in circles. */
function listBelow(path: string): string[] {
  const entries = look(() => readdirSync(path, { withFileTypes: true })) ?? [];
  return entries.flatMap((entry) => {
    if (!entry.isDirectory()) return entry.name;
    const inside = listBelow(join(path, entry.name)).map((name) => `${entry.name}/${name}`);
    return isYaml(entry.name) ? [entry.name, ...inside] : inside;
  });
}

/**
 * Whether a file, or a layer below it, says where it runs. Looks at lines, because the whole is
 * read when it is used.
 */
export function isDeployable(root: string, file: string, seen: readonly string[] = []): boolean {
  const text = readHead(join(root, file));
  if (/^\{/m.test(text) || /^["']?target["']?\s*:/m.test(text)) return true;
  const [, below] = /^["']?extends["']?\s*:\s*["']?([^"'\s#]+)/m.exec(text) ?? [];
  const next = below && join(dirname(file), below);
  return Boolean(next) && !seen.includes(file) && isDeployable(root, next ?? "", [...seen, file]);
}

/** What cannot be read may well be an environment: why it cannot is told when it is loaded. */
function readHead(path: string): string {
  const size = sizeOf(path);
  const bytes = size === undefined || size > maximumBytes ? undefined : readBytes(path);
  return bytes?.toString("latin1") ?? "target:";
}

/** Files too big are not read. */
export function makeReader(root: string): Reader {
  return {
    read(file): Decoded | undefined {
      const size = sizeOf(join(root, file));
      if (size === undefined) return isThere(join(root, file)) ? refuseOdd(file) : undefined;
      if (!isInside(root, file)) return refuseLink(file);
      if (size > maximumBytes) return refuseSize(file, size);
      const bytes = readBytes(join(root, file));
      return bytes ? decode(file, bytes) : refuseUnreadable(file);
    },
    list: (path) => {
      const folder = join(root, path);
      return isFolder(folder) ? readdirSync(folder).filter(isYaml) : [];
    },
    hasFolder: (path) => isFolder(join(root, path)),
    isBinary: (path) => isBinaryFile(root, path),
  };
}

function readBytes(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== undefined) return undefined;
    throw error;
  }
}

/** Of a file alone: a folder, a pipe, or what no path can name has none. */
function sizeOf(path: string): number | undefined {
  const found = look(() => statSync(path));
  return found?.isFile() ? found.size : undefined;
}

function isFolder(path: string): boolean {
  return look(() => statSync(path))?.isDirectory() === true;
}

/** Something of that name, also a link that leads nowhere. */
function isThere(path: string): boolean {
  return look(() => lstatSync(path)) !== undefined;
}

/** Whether a file, all links followed, lies in the project. */
export function isInside(root: string, file: string): boolean {
  const home = look(() => realpathSync(root));
  const path = look(() => realpathSync(join(root, file)));
  return home !== undefined && path !== undefined && path.startsWith(`${home}${sep}`);
}

/** Undefined for what cannot be looked at: links in a circle, names too long or not allowed. */
function look<T>(at: () => T): T | undefined {
  try {
    return at();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== undefined) return undefined;
    throw error;
  }
}

function isYaml(path: string): boolean {
  return path.endsWith(".yaml");
}
