/** Secrets and variables in two private files in the form that act reads. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { writePrivately } from "../../targets/local/files.ts";
import type { Kind, Pipeline } from "./pipeline.ts";

/** Lines of others stay where they are. */
export function openFile(path: string): Pipeline {
  const files: Readonly<Record<Kind, string>> = {
    secrets: path,
    variables: join(dirname(path), ".vars"),
  };
  const read = (kind: Kind): string[] =>
    existsSync(files[kind]) ? readFileSync(files[kind], "utf8").split("\n").filter(Boolean) : [];
  const write = (kind: Kind, lines: readonly string[]) =>
    writePrivately(files[kind], lines.map((line) => `${line}\n`).join(""));
  return {
    list: async (kind) => Promise.resolve(read(kind).flatMap((line) => nameOf(line) ?? [])),
    async put(kind, name, value) {
      const lines = read(kind);
      const line = `${name}=${quote(value)}`;
      const known = lines.findIndex((one) => nameOf(one) === name);
      write(kind, known === -1 ? [...lines, line] : lines.with(known, line));
      return Promise.resolve();
    },
    async remove(kind, name) {
      const lines = read(kind);
      const rest = lines.filter((line) => nameOf(line) !== name);
      if (rest.length < lines.length) write(kind, rest);
      return Promise.resolve();
    },
  };
}

function nameOf(line: string): string | undefined {
  return /^(?:export )?([A-Za-z_][A-Za-z0-9_]*)=/.exec(line)?.[1];
}

/** As godotenv reads it: `"` for what is more than a word, with line ends escaped. */
function quote(value: string): string {
  if (/^[A-Za-z0-9_@%+=:,./-]*$/.test(value)) return value;
  const escaped = value.replace(/[\\"$!`]/g, "\\$&").replaceAll("\n", "\\n").replaceAll("\r", "\\r");
  return `"${escaped}"`;
}
