/** Our scheduler as plain JavaScript, with the library that it needs beside it. */
import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";

/** By file name. */
export function schedulerPrograms(): Record<string, string> {
  const own = new URL("scheduler.ts", import.meta.url);
  const library = new URL(import.meta.resolve("croner"));
  const text = stripTypeScriptTypes(readFileSync(own, "utf8"));
  return {
    "scheduler.mjs": text.replace("\"croner\"", "\"./croner.mjs\""),
    "croner.mjs": readFileSync(library, "utf8"),
  };
}
