/** The section on schemas of variables: what is understood, meanings, and names never unknown. */
import { runtimeVariables } from "./runtime-variables.ts";
import { textFormats } from "./text-formats.ts";
import { meanings } from "./variable-meanings.ts";

const example = `{
  "type": "object",
  "properties": {
    "LOG_LEVEL": { "enum": ["info", "debug"], "default": "info", "x-meaning": "log-level" },
    "SENTRY_DSN": { "type": "string", "format": "uri", "writeOnly": true },
    "CORS_ALLOWED_ORIGINS": {
      "type": "array", "items": { "format": "origin" },
      "x-aliases": ["CORS_ORIGINS"], "x-meaning": "cors-origins"
    }
  },
  "patternProperties": { "^FEATURE_": { "type": "boolean" } },
  "x-commands": { "dist/server.js": { "required": ["SENTRY_DSN"], "default": true } }
}`;

export function describeContracts(): string {
  const ofMeanings = Object.entries(meanings).map(
    ([name, { description, names }]) => `| \`${name}\` | ${description} | ${list(names)} |`,
  );
  const ofRuntimes = Object.entries(runtimeVariables).map(([what, names]) => `| ${what} | ${list(names)} |`);
  return [
    "## Variables of a program",
    "",
    "`images.NAME.variables` names a JSON Schema of the variables that the programs of an image read. `andamio validate` then",
    "reports unknown, missing and wrong variables, and secrets in plain text, each with its place.",
    "",
    "```json",
    example,
    "```",
    "",
    "- A variable is unknown when neither `properties`, an alias nor `patternProperties` has its name. Names of runtimes and",
    "  libraries (below) are never unknown, unless they are one letter away from a declared name.",
    "- A value is text and must parse: `type` is `string`, `integer`, `number`, `boolean` (`true` `false` `1` `0`), `array`",
    "  (parts between `x-separator`, a comma) or `object` (JSON). `enum`, `const`, `pattern`, `minimum`, `maximum`,",
    "  `minLength`, `maxLength`, `items`, `minItems`, `maxItems`, `uniqueItems`, `anyOf`, `oneOf` (as `anyOf`),",
    "  `contentMediaType: application/json` and these formats are checked:",
    `  ${list(Object.keys(textFormats))}. A value with a reference is not checked, an empty one is not set.`,
    "- `writeOnly: true` marks a secret: it must come from a reference, whatever its value looks like.",
    "- `required` holds for every program of the image, `dependentRequired` where a variable is set, and `x-commands` for the",
    "  programs whose command has these words one after the other: `{ required, anyOf, default }`. One of `anyOf` is enough;",
    "  `default: true` is what the image runs without a `command`. `X_FILE` is as good as `X`.",
    "- `x-ignore-case: true` lets the words of `enum` be in either case.",
    "- `x-aliases` are other names of a variable; it wins where both are set. `x-default-from` names the variable whose value",
    "  counts where this one is not set.",
    "- `x-meaning` says what a variable means, so that rules judge it under any name:",
    "",
    "| meaning | what it does | usual names, which mean it without a schema too |",
    "|---|---|---|",
    ...ofMeanings,
    "",
    "| of | never unknown |",
    "|---|---|",
    ...ofRuntimes,
    "",
  ].join("\n");
}

function list(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(" ");
}
