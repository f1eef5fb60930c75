/** `andamio schema`: the JSON Schemas of environment files, and the reference of the language. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Call, Verb } from "./lib/verb.ts";

export const schema: Verb = {
  usage: "schema [--layer | --docs | --write]",
  about: "Prints the JSON Schema of environment files, which editors use to complete and check them, " +
    "or the reference of every kind and field.",
  flags: {
    layer: { type: "boolean", about: "the schema of files that extend or are extended" },
    docs: { type: "boolean", about: "the reference, as Markdown" },
    write: { type: "boolean", about: "write both schemas to environments/" },
  },
  examples: [
    ["schema --docs", "what can stand in an environment file"],
    ["schema --write", "after a kind or field was added"],
  ],
  takes: "nothing",
  changes: false,
  run,
};

async function run({ root, flags, output }: Call): Promise<number> {
  const { catalogue } = await import("../platform/catalogue.ts");
  const { buildJsonSchema } = await import("../platform/spec/json-schema.ts");
  const full = buildJsonSchema(catalogue.environment);
  const layer = buildJsonSchema(catalogue.environment, { layer: true });
  if (flags.write === true) {
    const all = { environment: full, layer };
    const files = Object.entries(all).map(([name, value]) => writeSchema(root, name, value));
    output.result({ ok: true, files }, `Wrote ${files.join(" and ")}.`);
    return 0;
  }
  const value = flags.layer === true ? layer : full;
  output.result(value, JSON.stringify(value, null, 2));
  return 0;
}

/** Gives the file's name, relative to the root. */
function writeSchema(root: string, name: string, value: unknown): string {
  const file = `environments/${name}.schema.json`;
  writeFileSync(join(root, file), `${JSON.stringify(value, null, 2)}\n`);
  return file;
}
