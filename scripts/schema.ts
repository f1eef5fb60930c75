/** `andamio schema`: the JSON Schemas of environment files for editors, the reference for people. */

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
    const files = { "environments/environment.schema.json": full, "environments/layer.schema.json": layer };
    for (const [file, value] of Object.entries(files)) writeFileSync(join(root, file), print(value));
    output.result({ ok: true, files: Object.keys(files) }, `Wrote ${Object.keys(files).join(" and ")}.`);
    return 0;
  }
  const value = flags.layer === true ? layer : full;
  output.result(value, JSON.stringify(value, null, 2));
  return 0;
}

function print(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
