/** `andamio schema`: the JSON Schemas of environment files, and the reference of the language. */

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import type { Call, Verb } from "./lib/verb.ts";

export const schema: Verb = {
  usage: "schema [--layer | --docs | --write]",
  about: "Prints the JSON Schema of environment files, with which editors complete and check them, " +
    "or the reference of every kind and field.",
  flags: {
    layer: { type: "boolean", about: "the schema of files that extend or are extended" },
    docs: { type: "boolean", about: "the reference, as Markdown" },
    write: { type: "boolean", about: "write all that is made from the schema" },
  },
  examples: [
    ["schema --docs", "what can stand in an environment file"],
    ["schema --write", "after a kind or field was added"],
  ],
  takes: "no words",
  changes: false,
  run,
};

async function run({ flags, output }: Call): Promise<number> {
  const { makeGeneratedFiles } = await import("../platform/generated.ts");
  const files = makeGeneratedFiles();
  if (flags.write === true) {
    for (const [file, content] of Object.entries(files)) writeGenerated(file, content);
    const names = Object.keys(files);
    output.result({ ok: true, files: names }, names.map((name) => `wrote ${name}`).join("\n"));
    return 0;
  }
  const wanted = `environments/${chooseFile(flags)}`;
  const content = files[wanted] ?? "";
  const value: unknown = flags.docs === true ? { markdown: content } : JSON.parse(content);
  output.document(value, content.trimEnd());
  return 0;
}

function chooseFile({ docs, layer }: Call["flags"]): string {
  if (docs === true) return "README.md";
  return layer === true ? "layer.schema.json" : "environment.schema.json";
}

/** They belong to the clone that holds this program. */
function writeGenerated(file: string, content: string): void {
  const path = join(import.meta.dirname, "..", file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
