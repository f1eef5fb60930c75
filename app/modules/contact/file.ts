/** A copy of every message in a JSON file, where one is wanted; the table is the record (X37). */

import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

import { type Message, toMessage } from "./json.ts";

let last: Promise<void> = Promise.resolve();

/** One at a time, and always a whole file. */
export function appendToFile(file: string, message: Message): Promise<void> {
  const next = last.then(() => append(file, message));
  last = next.catch(() => {});
  return next;
}

async function append(file: string, message: Message): Promise<void> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "[]";
    throw error;
  });
  const messages = [...(JSON.parse(text) as unknown[]), toMessage(message)];
  await mkdir(dirname(file), { recursive: true });
  const fresh = `${file}.${process.pid}.tmp`;
  await writeFile(fresh, `${JSON.stringify(messages, null, 2)}\n`, { mode: 0o600 });
  await rename(fresh, file);
}
