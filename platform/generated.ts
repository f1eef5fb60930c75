/**
 * The files that are printed from the language: schemas for editors, the reference for people,
 * and the validator. Writes none.
 */
import { catalogue } from "./catalogue.ts";
import { components } from "./components/index.ts";
import { generateValidator } from "./spec/generate-validator.ts";
import { buildJsonSchema } from "./spec/json-schema.ts";
import { describeLanguage } from "./spec/reference.ts";

/**
 * Content by path, relative to the project's root. A test fails where a file is stale; `andamio
 * schema --write` writes them.
 */
export function makeGeneratedFiles(): Record<string, string> {
  return {
    "environments/environment.schema.json": toJson(buildJsonSchema(catalogue.environment)),
    "environments/layer.schema.json": toJson(
      buildJsonSchema(catalogue.environment, { layer: true }),
    ),
    "environments/README.md": describeLanguage(catalogue, components),
    "platform/spec/generated/validator.js": generateValidator(catalogue.environment),
  };
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
