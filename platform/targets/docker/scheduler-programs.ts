/** Our scheduler as plain JavaScript, with the library that it needs beside it. */
import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";

/** By file name. */
export function schedulerPrograms(): Record<string, string> {
  const own = new URL("scheduler.ts", import.meta.url);
  const library = new URL(import.meta.resolve("croner"));
  const text = quietly(() => stripTypeScriptTypes(readFileSync(own, "utf8")));
  return {
    "scheduler.mjs": text.replace("\"croner\"", "\"./croner.mjs\""),
    "croner.mjs": readFileSync(library, "utf8"),
  };
}

/** That Node calls this an experiment is nothing for who deploys. */
function quietly<T>(work: () => T): T {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    return work();
  } finally {
    process.emitWarning = emitWarning;
  }
}
