/**
 * The folder of tools that all clones of a user share: a tool is there whole, or not at all. Knows
 * no particular tool.
 */
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

import { PlatformError } from "../../../platform/errors.ts";
import { describeDiskFault } from "../disk.mjs";
import { takeLock } from "../lock.mjs";
import type { FindOptions, Tool } from "./tool.ts";

interface Making extends FindOptions {
  name: string;
  version: string;
  /** Puts the binary at the path it is given. Throws what went wrong. */
  make(binary: string): Promise<{ version: string; origin: string }>;
}

/** Where the user's caches go on this system; always our own folder in it. */
export function cacheDirectory(): string {
  if (process.env.XDG_CACHE_HOME) return join(process.env.XDG_CACHE_HOME, "andamio");
  return process.platform === "darwin"
    ? join(homedir(), "Library", "Caches", "andamio")
    : join(homedir(), ".cache", "andamio");
}

/** The tool as an earlier run left it; undefined when it is not there or not as it was verified. */
export async function findCached(name: string, version: string): Promise<Tool | undefined> {
  const folder = folderOf(name, version);
  try {
    const { size, ...tool } = JSON.parse(await readFile(join(folder, "tool.json"), "utf8")) as {
      size: number;
      version: string;
      origin: string;
    };
    const isWhole = tool.version !== undefined && (await stat(join(folder, name))).size === size;
    return isWhole ? { path: join(folder, name), ...tool } : undefined;
  } catch {
    return undefined; // not installed yet, or its record is torn
  }
}

/**
 * Makes a tool once for all who ask at the same time, and shows it to nobody before it is verified.
 */
export async function makeCached({
  name,
  version,
  make,
  onProgress,
  signal,
}: Making): Promise<Tool> {
  const root = join(cacheDirectory(), "tools");
  try {
    const release = await takeLock(join(root, `${name}.lock`), {
      what: `installing ${name}`,
      signal,
      onWait: ({ pid }) => onProgress?.(`waiting for process ${pid}, which is installing ${name}`),
    });
    try {
      return (await findCached(name, version)) ?? (await makeBehindLock(root, name, version, make));
    } finally {
      release();
    }
  } catch (error) {
    throw explainDisk(error, root);
  }
}

async function makeBehindLock(
  root: string,
  name: string,
  version: string,
  make: Making["make"],
): Promise<Tool> {
  const draftPrefix = `.${name}-draft-`;
  for (const left of await readdir(root)) {
    // what an interrupted run left
    if (left.startsWith(draftPrefix)) await rm(join(root, left), { recursive: true, force: true });
  }
  const draft = join(root, `${draftPrefix}${process.pid}`);
  await mkdir(draft, { recursive: true });
  try {
    const made = await make(join(draft, name));
    const { size } = await stat(join(draft, name));
    await writeFile(join(draft, "tool.json"), `${JSON.stringify({ ...made, size })}\n`);
    await rm(folderOf(name, version), { recursive: true, force: true });
    await rename(draft, folderOf(name, version));
    return { path: join(folderOf(name, version), name), ...made };
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

function folderOf(name: string, version: string): string {
  return join(cacheDirectory(), "tools", `${name}-${version}-${process.platform}-${process.arch}`);
}

/** A disk that cannot be written is the user's to mend; anything else stays what it is. */
function explainDisk(error: unknown, folder: string): unknown {
  const reason = describeDiskFault(error);
  if (!reason) return error;
  return new PlatformError("tool_failed", `cannot install tools in ${folder}: ${reason}`, {
    hint: "make room there, or set XDG_CACHE_HOME to a folder that you can write to",
    cause: error,
  });
}
